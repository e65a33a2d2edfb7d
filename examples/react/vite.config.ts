import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  build: { target: 'es2022' },
  // The module fetches files from beside itself: while developing it must stay where it is.
  optimizeDeps: { exclude: ['chat-service'] },
});
