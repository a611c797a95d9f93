// One handset: who holds it, and the conversation as its screen shows it.
import {memo} from 'preact/compat';
import type {Handset as HandsetNow} from '../../api/types';
import {Icon} from '../../parts/icon';
import {Recent} from '../../parts/recent';
import {named, t} from '../../words/words';
import {HandsetMenu} from './handset_menu';
import {explain, explained, linesOf, world, type Line} from './play';
import {SmsReply, SmsSaid} from './sms_phone';
import {WhatsAppReply, WhatsAppSaid} from './whatsapp_chat';

interface TurnProps extends Line { channel: HandsetNow['channel']; handset: number; current: boolean }

const Turn = memo(({node, entry, channel, handset, current}: TurnProps) => {
  if (!entry) return <li class="note">{node.label}</li>;
  const sms = channel === 'sms';
  const {message, replies, silence} = entry;
  const said = message && (sms ? <SmsSaid kind={message.kind} text={message.text} />
                               : <WhatsAppSaid kind={message.kind} text={message.text} at={message.at} />);
  return (
    <li class="turn" data-turn={node.id} aria-current={current} onClick={event => {
      if (event.target instanceof Element && !event.target.closest('button')) explain(node.id, handset);
    }}>
      {!message && <span class="note">{node.label}</span>}
      {said}
      {entry.duplicate && <span class="note">{t('redelivered')}</span>}
      {replies.map(reply => (sms ? <SmsReply key={reply.index} reply={reply} />
                                 : <WhatsAppReply key={reply.index} reply={reply} handset={handset} />))}
      {silence && <span class="note">{silence.title}</span>}
      {(entry.has_why || node.differ) && (
        <div class="turn-foot">
          {node.differ && <span class="badge warn">≠ {t('differs')}</span>}
          {entry.has_why && (
            <button type="button" class="why-button" aria-pressed={current} onClick={() => explain(node.id, handset)}>
              {t('why')}<span class="unseen"> {message?.text ?? node.label}</span>
            </button>
          )}
        </div>
      )}
    </li>
  );
});

export function Handset({handset}: {handset: HandsetNow}) {
  const {index, channel} = handset;
  const lines = linesOf(index);
  const now = explained.value;
  const isCurrent = (line: Line) => now?.node === line.node.id && now.handset === index;
  const persona = world.now.value.state === 'ready'
    ? world.now.value.value.personas.find(one => one.id === handset.persona) : undefined;
  const title = t('handset_title', {n: index + 1, channel: named('channel', channel)});
  return (
    <section class={`handset ${channel}`} aria-label={title}>
      <HandsetMenu handset={handset} title={title} persona={persona} />
      {handset.stale && <p class="stale">{t('stale')}</p>}
      <div class="screen">
        <div class="screen-head">
          {channel === 'sms' ? <strong>2757</strong> : <><span class="avatar" aria-hidden="true">S</span><strong>Sapa</strong></>}
          {handset.waiting_for_core && <span class="badge warn">{t('waiting_for_core')}</span>}
          <span class="phone-number">{handset.phone}</span>
        </div>
        {lines.length > 0
          ? <Recent listClass="chat" label={title} items={lines} reveal={lines.findIndex(line => line.node.id === now?.node)}
                    render={line => <Turn key={`${line.node.id} ${line.entry?.entry ?? ''}`} {...line} channel={channel}
                                          handset={index} current={isCurrent(line)} />} />
          : <div class="chat-empty"><Icon name="bubble" size={28} /><p>{t('chat_empty')}</p></div>}
      </div>
    </section>
  );
}
