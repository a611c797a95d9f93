// Where the boxes and lines of a flow lie. Transitions between the same two states share a line and stack their labels;
// those that stay in a state hang below its box.
import {Graph, layout} from '@dagrejs/dagre';
import type {Flow, FlowTransition} from '../../api/types';

export const endState = 'end';

export interface Placed<T> { of: T; x: number; y: number; width: number; height: number }
export interface Line { from: string; to: string; transitions: FlowTransition[] }
export interface Box { name: string; head: number; staying: FlowTransition[] }
export interface Drawn {
  width: number;
  height: number;
  boxes: Placed<Box>[];
  lines: (Placed<Line> & {points: {x: number; y: number}[]})[];
}

// Texts are measured as the page draws them, so that a long one gets the lines that it needs.
const fonts = {title: '600 13px Inter', label: '12px Inter'};
const paper = document.createElement('canvas').getContext('2d');

function linesIn(text: string, font: string, width: number): number {
  if (!paper) return 1;
  paper.font = font;
  let lines = 1, used = 0;
  for (const word of text.split(' ')) {
    const long = paper.measureText(`${word} `).width;
    if (used > 0 && used + long > width) {
      ++lines;
      used = 0;
    }
    used += long;
  }
  return lines;
}

export const edgeText = (one: FlowTransition) =>
  one.label + (one.when.length ? ` (${one.when.map(part => part.text).join(', ')})` : '');

const line = {title: 17, label: 16}, gap = 10;
const labelsHeight = (all: readonly FlowTransition[], width: number) =>
  all.reduce((sum, one) => sum + gap + line.label * linesIn(`↻ ${edgeText(one)}`, fonts.label, width - 22), 0);

const sizes = {
  wide: {box: {width: 200, height: 31}, label: 216, end: {width: 96, height: 36}, nodesep: 28, edgesep: 22, ranksep: 26},
  narrow: {box: {width: 156, height: 29}, label: 150, end: {width: 84, height: 32}, nodesep: 10, edgesep: 10, ranksep: 18},
};

function linesOf(flow: Flow): Line[] {
  const lines = new Map<string, Line>();
  for (const one of flow.transitions) {
    if (one.from === one.to) continue;
    const key = `${one.from}\n${one.to}`;
    const line = lines.get(key) ?? {from: one.from, to: one.to, transitions: []};
    line.transitions.push(one);
    lines.set(key, line);
  }
  return [...lines.values()];
}

export function draw(flow: Flow, width: keyof typeof sizes): Drawn {
  const {box, label, end, ...gaps} = sizes[width];
  const graph = new Graph();
  graph.setGraph({rankdir: 'TB', ...gaps, marginx: 10, marginy: 10});
  const boxes = flow.states.map((state): Box => ({
    name: state.name, head: box.height + line.title * linesIn(state.title, fonts.title, box.width - 28),
    staying: flow.transitions.filter(one => one.from === state.name && one.to === state.name),
  }));
  for (const one of boxes) graph.setNode(one.name, {width: box.width, height: one.head + labelsHeight(one.staying, box.width)});
  graph.setNode(endState, {...end});
  boxes.push({name: endState, head: end.height, staying: []});
  const lines = linesOf(flow);
  for (const of of lines)
    graph.setEdge(of.from, of.to, {width: label, height: labelsHeight(of.transitions, label) + 8, labelpos: 'c'});
  layout(graph);
  const size = graph.graph();
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    boxes: boxes.map(one => ({of: one, ...graph.node(one.name)})),
    lines: lines.map(line => {
      const edge = graph.edge(line.from, line.to);
      return {of: line, x: edge.x, y: edge.y, width: edge.width, height: edge.height, points: edge.points};
    }),
  };
}
