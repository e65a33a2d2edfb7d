import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Desk } from './Desk';
import './desk.css';

const backend = new URLSearchParams(location.search).get('backend') ?? '/as/giulia';
createRoot(document.querySelector('#app')!).render(
  <StrictMode>
    <Desk backend={backend} />
  </StrictMode>,
);
