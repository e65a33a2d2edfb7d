// The types without React: nothing here runs, all of it is checked.
import library, { type ChatServiceElement } from 'chat-service';
import type { ChatServiceEventMap } from 'chat-service';

const chat: ChatServiceElement = document.createElement('chat-service');
chat.filters = { frozen: false };
chat.tokenProvider = async () => 'token';
chat.openChannel('messaging:general');
chat.addEventListener('chat-service-unread-change', ({ detail }) => detail.total.toFixed());
document.addEventListener('chat-service-channel-open', (event) => event.detail.cid.split(':'));
document.querySelector('chat-service')?.reload();

// @ts-expect-error there is no such layout
chat.layout = 'sideways';
// @ts-expect-error totals are numbers
chat.addEventListener('chat-service-unread-change', ({ detail }) => detail.total.split(''));

export const tag: 'chat-service' = library.components[0];
export type Names = keyof ChatServiceEventMap;
