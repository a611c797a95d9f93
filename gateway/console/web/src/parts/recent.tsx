// A long list that grows at its end: only the newest rows are on the page, older ones come when one scrolls up to them.
// The scroller is laid out from its bottom, so it stays at the newest row and does not jump when older ones are added.
import type {ComponentChildren} from 'preact';
import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import {t} from '../words/words';

const page = 40;
const near_end = 40;  // pixels

interface RecentProps<Item> {
  items: readonly Item[];
  render: (item: Item, index: number) => ComponentChildren;
  label: string;
  listClass: string;
  reveal?: number;  // the index of a row that must be on the page and in sight
}

export function Recent<Item>({items, render, label, listClass, reveal = -1}: RecentProps<Item>) {
  const [more, setMore] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const sentinel = useRef<HTMLButtonElement>(null);
  const newest = Math.max(0, items.length - page - more);
  const from = reveal >= 0 ? Math.min(newest, Math.max(0, reveal - 5)) : newest;
  const older = () => setMore(items.length - from);
  // Laid out from the bottom, the end is at 0 and what lies above it is negative.
  const atEnd = () => (scroller.current?.scrollTop ?? 0) > -near_end;

  useEffect(() => {
    const element = sentinel.current;
    if (!element) return;
    const observer = new IntersectionObserver(seen => {
      if (seen.some(one => one.isIntersecting) && !atEnd()) older();
    });
    observer.observe(element);
    return () => observer.disconnect();
  });
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [items.length]);
  useLayoutEffect(() => {
    if (reveal < 0 || reveal >= items.length - 1) return;
    list.current?.children[reveal - from + (from > 0 ? 1 : 0)]?.scrollIntoView({block: 'nearest'});
  }, [reveal]);

  const scrolled = () => {
    if (more && atEnd()) setMore(0);
  };
  return (
    <div class={`recent ${listClass}`} ref={scroller} onScroll={scrolled} role="region" aria-label={label} tabIndex={0}>
      <ol ref={list}>
        {from > 0 && (
          <li class="older">
            <button type="button" class="button quiet small" ref={sentinel} onClick={older}>{t('older', {n: from})}</button>
          </li>
        )}
        {items.slice(from).map((item, at) => render(item, from + at))}
      </ol>
    </div>
  );
}
