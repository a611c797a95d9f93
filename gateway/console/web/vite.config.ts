// The page is served by the gateway at /console/ under a Content-Security-Policy without anything inline, so nothing is
// turned into a data: address and no script is put into the HTML.
import {defineConfig} from 'vite';

export default defineConfig({
  base: '/console/',
  esbuild: {jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none'},
  build: {target: 'es2022', assetsInlineLimit: 0, modulePreload: {polyfill: false}, reportCompressedSize: false},
});
