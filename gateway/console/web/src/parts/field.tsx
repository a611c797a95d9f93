// A labelled field. The label and what explains the field are tied to it for screen readers.
import type {ComponentChildren, JSX} from 'preact';
import {useId} from 'preact/hooks';

interface Around {
  label: string;
  hint?: ComponentChildren;
  hiddenLabel?: boolean;
}

export function TextField({label, hint, hiddenLabel, ...input}: Around & JSX.InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={hiddenLabel ? 'unseen' : ''}>{label}</label>
      <input class="input" id={id} type="text" aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      {hint && <div class="hint" id={`${id}-hint`}>{hint}</div>}
    </div>
  );
}

export function TextArea({label, hint, hiddenLabel, ...input}: Around & JSX.TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={hiddenLabel ? 'unseen' : ''}>{label}</label>
      <textarea class="input" id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      {hint && <div class="hint" id={`${id}-hint`}>{hint}</div>}
    </div>
  );
}

interface ChoiceProps extends Around {
  value: string;
  choices: readonly {value: string; label: string}[];
  choose: (value: string) => void;
  disabled?: boolean;
}

export function Choice({label, hint, hiddenLabel, value, choices, choose, disabled = false}: ChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={hiddenLabel ? 'unseen' : ''}>{label}</label>
      <select class="input" id={id} value={value} disabled={disabled} onChange={event => choose(event.currentTarget.value)}>
        {choices.map(choice => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
      </select>
      {hint && <div class="hint">{hint}</div>}
    </div>
  );
}
