// What stands in the composer, shared with what may put words into it.
import {signal} from '@preact/signals';

export const composed = signal('');
