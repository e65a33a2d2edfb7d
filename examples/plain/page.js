// The host's own badge. Events bubble, so one listener is enough, wherever the chat is.
const badge = document.querySelector('.badge');
document.addEventListener('chat-service-unread-change', ({ detail }) => {
  badge.textContent = detail.total;
  badge.hidden = detail.total === 0;
});
