// What a screen shows when it has nothing yet, nothing at all, or cannot get it.
import type {ComponentChildren} from 'preact';
import {t} from '../words/words';
import {Icon, type IconName} from './icon';

export function Waiting() {
  return <div class="waiting" role="status"><span class="spinner" aria-hidden="true" />{t('waiting')}</div>;
}

interface EmptyProps {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
}

export function Empty({icon, title, children}: EmptyProps) {
  return (
    <div class="empty">
      <Icon name={icon} size={36} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Failure({message, again}: {message: string; again?: (() => void) | undefined}) {
  return (
    <div class="notice bad" role="alert">
      <span>{message}</span>
      {again && <button type="button" class="button small" onClick={again}>{t('try_again')}</button>}
    </div>
  );
}
