// The card around both password forms.
import type {ComponentChildren} from 'preact';
import {LanguageChoice} from '../shell/language_choice';
import logo from '../../style/sapa.svg';

export function Frame({title, about, children}: {title: string; about: string; children: ComponentChildren}) {
  return (
    <main class="sign-in">
      <div>
        <div class="card">
          <div class="mark">
            <img src={logo} alt="" width={44} height={44} />
            <h1>{title}</h1>
            <p class="soft">{about}</p>
          </div>
          {children}
        </div>
        <div class="foot"><LanguageChoice /></div>
      </div>
    </main>
  );
}
