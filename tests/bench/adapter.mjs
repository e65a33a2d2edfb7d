// What a harness that measures several chat front ends must know of ours. `host >>> inner` pierces the open shadow root.
// The address is the demo server's page for one person, or any page with the element and `?backend=`.
export default {
  name: 'chat-service',
  url: process.env.CHAT_PAGE ?? 'http://127.0.0.1:8790/ours/?backend={backend}',
  sel: {
    row: 'chat-service >>> .row',
    list: 'chat-service >>> [data-message-list]',
    // The first picture has the class and no hooks yet: what is on screen counts.
    message: 'chat-service >>> .messages .message',
    composer: 'chat-service >>> [data-composer]',
  },
  // The list draws what is near the viewport; the report counts what is held. Each further channel holds its first page.
  loadedCount:
    "(() => { const { messages, channels } = document.querySelector('chat-service').diagnostics()?.counts ?? {}; return messages ? messages - (channels - 1) * 25 : 0; })()",
  loadedTexts: null,
};
