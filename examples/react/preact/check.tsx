/** @jsxImportSource preact */
// Preact's types, checked beside React's.
import type {} from 'chat-service/preact';

export const desk = (
  <chat-service backend-url="/as/giulia" filters={{ frozen: true }} onchat-service-ready={(event) => event.detail}>
    <p slot="empty">Nobody wrote yet.</p>
  </chat-service>
);
