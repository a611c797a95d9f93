// A long list that grows at its end: only the newest rows are on the page, older ones come when one scrolls up to them.
import type {ComponentChildren} from 'preact';
import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import {t} from '../words/words';

const page = 40;

interface RecentProps<Item> {
  items: readonly Item[];
  render: (item: Item, index: number) => ComponentChildren;
  label: string;
  listClass: string;
  reveal?: number;  // the index of a row that must be on the page and in sight
}

export function Recent<Item>({items, render, label, listClass, reveal = -1}: RecentProps<Item>) {
  const [more, setMore] = useState(0);
  const list = useRef<HTMLOListElement>(null);
  const sentinel = useRef<HTMLButtonElement>(null);
  const atEnd = useRef(true);
  const newest = Math.max(0, items.length - page - more);
  const from = reveal >= 0 ? Math.min(newest, Math.max(0, reveal - 5)) : newest;
  const older = () => setMore(items.length - from);

  useEffect(() => {
    const element = sentinel.current;
    if (!element) return;
    const observer = new IntersectionObserver(seen => {
      if (seen.some(one => one.isIntersecting) && !atEnd.current) older();
    });
    observer.observe(element);
    return () => observer.disconnect();
  });
  useLayoutEffect(() => {
    const element = list.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [items.length]);
  useLayoutEffect(() => {
    if (reveal >= 0) list.current?.children[reveal - from + (from > 0 ? 1 : 0)]?.scrollIntoView({block: 'nearest'});
  }, [reveal]);

  const scrolled = () => {
    const element = list.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
    if (atEnd.current && more) setMore(0);
  };
  return (
    <ol class={listClass} ref={list} onScroll={scrolled} aria-label={label} tabIndex={0}>
      {from > 0 && (
        <li class="older">
          <button type="button" class="button quiet small" ref={sentinel} onClick={older}>{t('older', {n: from})}</button>
        </li>
      )}
      {items.slice(from).map((item, at) => render(item, from + at))}
    </ol>
  );
}
