// What one handset is: channel, person, language, configuration; and the person's numbers to type in.
import type {Handset, HandsetChoice, Persona} from '../../api/types';
import {Choice} from '../../parts/field';
import {Icon} from '../../parts/icon';
import {Popover} from '../../parts/popover';
import {named, t} from '../../words/words';
import {composed} from './composer_state';
import {choiceOf, play, useHandsets, world} from './play';

interface MenuProps { handset: Handset; title: string; persona: Persona | undefined }

function replace(index: number, change: Partial<HandsetChoice>) {
  const handsets = play.value?.handsets ?? [];
  // Another person brings the phone of that person.
  void useHandsets(handsets.map((one, at) => {
    const {phone, ...rest} = choiceOf(one);
    return at === index ? {...rest, ...change} : {...rest, ...(phone ? {phone} : {})};
  }));
}

function remove(index: number) {
  void useHandsets((play.value?.handsets ?? []).filter((_, at) => at !== index).map(choiceOf));
}

function About({persona}: {persona: Persona}) {
  return (
    <div class="stack tight">
      <p class="soft small-text">{persona.about}</p>
      {persona.cards.map(card => (
        <button type="button" class="button small" key={card.number} title={t('put_into_composer')}
                onClick={() => { composed.value = `${composed.value} ${card.number}`.trim(); }}>
          <code>{card.number}</code><span class="soft small-text">{card.note}</span>
        </button>
      ))}
      <p class="soft small-text">{t('persona_facts', {name: persona.name, born: persona.birth_date, nik: persona.nik})}</p>
    </div>
  );
}

export function HandsetMenu({handset, title, persona}: MenuProps) {
  const now = world.now.value;
  if (now.state !== 'ready') return <header class="handset-head">{title}</header>;
  const {personas, languages} = now.value;
  const {index} = handset;
  const several = (play.value?.handsets.length ?? 0) > 1;
  return (
    <header class="handset-head">
      <Popover title={title} align={index > 1 ? 'right' : 'left'} buttonClass="quiet small"
               label={<><span class="cut"><b>{index + 1}</b> {persona?.title}</span><Icon name="down" size={14} /></>}>
        {close => (
          <div class="stack">
            <Choice label={t('channel')} value={handset.channel} choose={value => replace(index, {channel: value === 'sms' ? 'sms' : 'whatsapp'})}
                    choices={(['sms', 'whatsapp'] as const).map(value => ({value, label: named('channel', value)}))} />
            <Choice label={t('persona')} value={handset.persona} choose={value => replace(index, {persona: value})}
                    choices={personas.map(one => ({value: one.id, label: one.title}))} />
            <Choice label={t('language')} value={handset.language} choose={value => replace(index, {language: value})}
                    choices={languages.map(one => ({value: one.code, label: one.title}))} />
            <Choice label={t('bundle')} value={handset.bundle} choose={value => replace(index, {bundle: value === 'draft' ? 'draft' : 'live'})}
                    choices={(['live', 'draft'] as const).map(value => ({value, label: named('bundle', value)}))} />
            {persona && <About persona={persona} />}
            {several && (
              <button type="button" class="button danger small" onClick={() => {
                close();
                remove(index);
              }}>{t('remove_handset')}</button>
            )}
          </div>
        )}
      </Popover>
      <span class="badge channel-badge">{named('channel', handset.channel)}</span>
      <span class="badge">{handset.language.toUpperCase()}</span>
      {handset.bundle === 'draft' && <span class="badge info">{t('bundle_draft')}</span>}
    </header>
  );
}
