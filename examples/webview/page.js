const chat = document.querySelector('chat-service');

// Browsers that lay the keyboard over the page instead of making the page smaller tell so here.
const view = window.visualViewport;
function fit() {
  document.documentElement.style.setProperty('--height', `${view.height}px`);
  document.documentElement.style.setProperty('--top', `${view.offsetTop}px`);
}
view?.addEventListener('resize', fit);
view?.addEventListener('scroll', fit);

/** Says something to the app around this page, whichever kind of web view it is; in a browser there is none. */
function say(type, detail) {
  const text = JSON.stringify({ type, detail });
  if (window.webkit?.messageHandlers?.chat) window.webkit.messageHandlers.chat.postMessage(text); // iOS
  else if (window.ChatBridge?.postMessage) window.ChatBridge.postMessage(text); // Android
  else if (window.ReactNativeWebView) window.ReactNativeWebView.postMessage(text);
}

for (const name of ['ready', 'error', 'connection-change', 'unread-change', 'channel-open', 'message-received']) {
  chat.addEventListener(`chat-service-${name}`, (event) => say(name, event.detail));
}
// The app shows its own sign-in in place of ours.
chat.addEventListener('chat-service-auth-required', (event) => {
  event.preventDefault();
  say('auth-required', {});
});

window.chat = {
  open: (cid) => chat.openChannel(cid),
  setToken(token) {
    chat.headers = { authorization: `Bearer ${token}` };
    chat.reload();
  },
};
