// What has just been done or has gone wrong, said once. Failures stay until they are closed.
import {signal} from '@preact/signals';
import {t} from '../words/words';
import {Icon} from './icon';

interface Toast {
  id: number;
  kind: 'good' | 'bad';
  text: string;
}

const shown = signal<readonly Toast[]>([]);
let last = 0;

function drop(id: number) {
  shown.value = shown.value.filter(toast => toast.id !== id);
}

export function tell(text: string, kind: Toast['kind'] = 'good') {
  const id = ++last;
  shown.value = [...shown.value.slice(-2), {id, kind, text}];
  if (kind === 'good') setTimeout(() => drop(id), 5000);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.value.map(toast => (
        <div key={toast.id} class={`notice ${toast.kind}`}>
          <span>{toast.text}</span>
          <button type="button" class="button quiet small" onClick={() => drop(toast.id)} aria-label={t('close')}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
