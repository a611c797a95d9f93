// A WhatsApp chat: bubbles with WhatsApp's marks, buttons, lists, read marks.
import {memo} from 'preact/compat';
import {useState} from 'preact/hooks';
import type {Reply} from '../../api/types';
import {pieces} from '../../text/format';
import {clockTime, named, t} from '../../words/words';
import {say} from './play';

const elements = {bold: 'strong', italic: 'em', struck: 's', fixed: 'code'} as const;

export function Formatted({text}: {text: string}) {
  return (
    <p class="block">
      {pieces(text).map((piece, at) => {
        if (piece.kind === 'plain') return piece.text;
        const Element = elements[piece.kind];
        return <Element key={at}>{piece.text}</Element>;
      })}
    </p>
  );
}

function Marks({failed}: {failed: boolean}) {
  return (
    <svg width="16" height="10" viewBox="0 0 16 10" role="img" aria-label={t(failed ? 'not_delivered' : 'read')}
         class={failed ? 'ticks failed' : 'ticks'} fill="none" stroke="currentColor" stroke-width="1.5">
      <path d={failed ? 'M4 1l8 8M12 1 4 9' : 'M1 5.5l3 3 6-7M6 7.5l1 1 6-7'} />
    </svg>
  );
}

function List({reply, handset}: {reply: Reply; handset: number}) {
  const [open, setOpen] = useState(false);
  if (!reply.list) return null;
  return (
    <>
      <button type="button" class="wa-button" aria-expanded={open} onClick={() => setOpen(!open)}>☰ {reply.list.title}</button>
      {open && reply.list.rows.map(row => (
        <button type="button" class="wa-row" key={row.id}
                onClick={() => void say({kind: 'button', reply_id: row.id, text: row.title}, handset)}>
          <span>{row.title}</span>
          {row.description && <small>{row.description}</small>}
        </button>
      ))}
    </>
  );
}

export const WhatsAppReply = memo(({reply, handset}: {reply: Reply; handset: number}) => (
  <div class="wa-message from">
    <div class="wa-bubble">
      <Formatted text={reply.text} />
      <div class="wa-foot">
        {reply.cause !== 'answer' && <span>{named('cause', reply.cause)}</span>}
        {reply.delivery === 'failed' && <><Marks failed /><span class="costly">{t('not_delivered')}</span></>}
        <time>{clockTime(reply.at)}</time>
      </div>
    </div>
    {reply.buttons.map(button => (
      <button type="button" class="wa-button" key={button.id}
              onClick={() => void say({kind: 'button', reply_id: button.id, text: button.title}, handset)}>
        {button.title}
      </button>
    ))}
    <List reply={reply} handset={handset} />
  </div>
));

export const WhatsAppSaid = memo(({kind, text, at}: {kind: string; text: string; at: string}) => (
  <div class="wa-message to">
    <div class="wa-bubble">
      {kind !== 'text' && kind !== 'button' && <p class="wa-media">{named('kind', kind)}</p>}
      {text && <Formatted text={text} />}
      <div class="wa-foot"><time>{clockTime(at)}</time><Marks failed={false} /></div>
    </div>
  </div>
));
