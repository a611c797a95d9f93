// The texts of one wording, by channel and language.
import type {Channel, TextRef, Texts} from '../../api/types';
import {named} from '../../words/words';
import {opened} from './opened';
import {TextEditor} from './text_editor';

interface TextsProps {
  kind: TextRef['kind'];
  of: string;
  index: number;
  channel: Channel;
  heading?: string;
  texts: Texts;
  changed: () => void;
}

const same = (one: TextRef | undefined, other: TextRef) =>
  one?.kind === other.kind && one.key === other.key && one.index === other.index && one.channel === other.channel
  && one.language === other.language;

export function TextList({kind, of, index, channel, heading, texts, changed}: TextsProps) {
  const languages = Object.entries(texts);
  if (!languages.length) return null;
  return (
    <section class="stack">
      <h3>{heading ?? named('channel', channel)}</h3>
      {languages.map(([language, text]) => {
        const ref: TextRef = {kind, key: of, index, channel, language};
        return <TextEditor key={language} of={ref} label={named('tongue', language)} text={text} changed={changed}
                           wanted={same(opened.value?.text, ref)} />;
      })}
    </section>
  );
}
