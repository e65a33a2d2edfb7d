import { useEffect, useRef, useState } from 'react';
import type { ChatServiceElement } from 'chat-service';
import type {} from 'chat-service/react';
import 'chat-service';

/** Open or closed conversations, with what the chat tells beside them. */
export function Desk({ backend }: { backend: string }) {
  const chat = useRef<ChatServiceElement>(null);
  const [frozen, setFrozen] = useState(false);
  const [unread, setUnread] = useState(0);
  const [open, setOpen] = useState('');

  useEffect(() => {
    chat.current?.focusComposer();
  }, [open]);

  return (
    <div className="desk">
      <header>
        <button type="button" aria-pressed={frozen} onClick={() => setFrozen(!frozen)}>
          Closed conversations
        </button>
        <output>{unread} unread</output>
        <code>{open}</code>
      </header>
      <chat-service
        ref={chat}
        backend-url={backend}
        client-type="plugin"
        layout="auto"
        filters={{ frozen }}
        messages={{ 'list.title': 'Desk' }}
        onchat-service-unread-change={({ detail }) => setUnread(detail.total)}
        onchat-service-channel-open={({ detail }) => setOpen(detail.cid)}
      >
        <strong slot="header-end">React</strong>
      </chat-service>
    </div>
  );
}
