// A modal window. The browser's own element keeps the focus inside, closes on Escape and gives the focus back.
import type {ComponentChildren} from 'preact';
import {useEffect, useId, useRef} from 'preact/hooks';
import {t} from '../words/words';
import {Icon} from './icon';

interface DialogProps {
  title: string;
  close: () => void;
  footer?: ComponentChildren;
  wide?: boolean;
  children: ComponentChildren;
}

export function Dialog({title, close, footer, wide = false, children}: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={element} aria-labelledby={name} class={wide ? 'wide' : ''} onCancel={event => {
      event.preventDefault();
      close();
    }}>
      <header>
        <h2 id={name}>{title}</h2>
        <button type="button" class="button quiet small" onClick={close} aria-label={t('close')}>
          <Icon name="close" />
        </button>
      </header>
      <div class="body">{children}</div>
      {footer && <footer>{footer}</footer>}
    </dialog>
  );
}
