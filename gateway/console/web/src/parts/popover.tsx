// A button that opens a small panel below itself. Escape and a click elsewhere close it.
import type {ComponentChildren} from 'preact';
import {useEffect, useId, useRef, useState} from 'preact/hooks';

interface PopoverProps {
  label: ComponentChildren;
  title: string;
  buttonClass?: string;
  align?: 'left' | 'right';
  children: (close: () => void) => ComponentChildren;
}

export function Popover({label, title, buttonClass = '', align = 'left', children}: PopoverProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !whole.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class="popover" ref={whole} onKeyDown={event => {
      if (event.key !== 'Escape' || !open) return;
      event.stopPropagation();
      close();
    }}>
      <button type="button" ref={button} class={`button ${buttonClass}`} aria-expanded={open} aria-controls={id}
              onClick={() => setOpen(!open)}>
        {label}
      </button>
      {open && <div class={`popover-panel ${align}`} id={id} role="group" aria-label={title}>{children(close)}</div>}
    </div>
  );
}
