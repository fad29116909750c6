import type uPlot from 'uplot';
import type { Format } from '../../locales/format.ts';
import type { ExchangeWords } from '../text/text-tools.ts';
import type { PlotMark } from './plot-data.ts';

/** Colours as the canvas takes them: what the style sheet makes of the theme. */
export type Inks = {
  readonly speed: string;
  readonly fill: string;
  readonly sent: string;
  readonly text: string;
  readonly grid: string;
  readonly ground: string;
  readonly stall: string;
  readonly failed: string;
};

/** The colours of the page are written with functions that a canvas does not know; what an element is drawn with it does. */
export function readInks(place: Element): Inks {
  const probe = document.createElement('span');
  place.append(probe);
  const ink = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const inks = {
    speed: ink('--accent'),
    fill: ink('--accent-soft'),
    sent: ink('--text-3'),
    text: ink('--text-3'),
    grid: ink('--line'),
    ground: ink('--surface'),
    stall: ink('--warn'),
    failed: ink('--bad'),
  };
  probe.remove();
  return inks;
}

const HEIGHT = 132;
/** Steps of the axes of bytes: those in which bytes are told. */
const BYTE_STEPS = Array.from({ length: 45 }, (_, power) => 2 ** power);
/** Steps of the axis of seconds: none that is finer than what is told of it. */
const SECOND_STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 21_600, 86_400,
];
const FONT = '11px system-ui, sans-serif';

export function plotOptions(
  width: number,
  inks: Inks,
  words: ExchangeWords['plot'],
  format: Format,
  marks: () => readonly PlotMark[],
): uPlot.Options {
  const axis = { stroke: inks.text, font: FONT, ticks: { show: false } };
  const bytes = (_: uPlot, values: readonly number[]) => values.map((each) => format.bytes(each));
  const speeds = (_: uPlot, values: readonly number[]) => values.map((each) => format.speed(each));
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false },
      speed: { range: (_, __, max) => [0, Math.max(max, 1)] },
      sent: { range: (_, __, max) => [0, Math.max(max, 1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 22,
        incrs: SECOND_STEPS,
        values: (_, values) =>
          values.map((each) =>
            each % 1 === 0 ? words.seconds(format.count(each)) : format.duration(each),
          ),
      },
      {
        ...axis,
        scale: 'speed',
        incrs: BYTE_STEPS,
        grid: { stroke: inks.grid, width: 1 },
        size: 76,
        space: 34,
        values: speeds,
      },
      {
        ...axis,
        scale: 'sent',
        incrs: BYTE_STEPS,
        side: 1,
        grid: { show: false },
        size: 66,
        space: 34,
        values: bytes,
      },
    ],
    series: [
      {},
      {
        scale: 'speed',
        stroke: inks.speed,
        fill: inks.fill,
        width: 1.6,
        spanGaps: false,
        points: { show: false },
      },
      {
        scale: 'sent',
        stroke: inks.sent,
        width: 1.2,
        dash: [4, 3],
        spanGaps: false,
        points: { show: false },
      },
    ],
    hooks: { draw: [(plot) => drawMarks(plot, marks(), inks, words, format)] },
  };
}

function drawMarks(
  plot: uPlot,
  marks: readonly PlotMark[],
  inks: Inks,
  words: ExchangeWords['plot'],
  format: Format,
): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * scale}px system-ui, sans-serif`;
  ctx.lineWidth = scale;
  ctx.setLineDash([3 * scale, 3 * scale]);
  for (const { seconds, kind, attempt } of marks) {
    // Where the first attempt begins says the axis.
    if (kind === 'attempt' && attempt === 1) continue;
    const x = plot.valToPos(seconds, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const ink = kind === 'attempt' ? inks.text : kind === 'stall' ? inks.stall : inks.failed;
    ctx.strokeStyle = ctx.fillStyle = ink;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const label = kind === 'attempt' ? words.mark.attempt(format.count(attempt)) : words.mark[kind];
    const isRight = x > bbox.left + bbox.width / 2;
    ctx.textAlign = isRight ? 'right' : 'left';
    const line = kind === 'attempt' ? 24 : 11;
    const at = [x + (isRight ? -4 : 4) * scale, bbox.top + line * scale] as const;
    // Legible over the lines that it crosses.
    ctx.save();
    ctx.setLineDash([]);
    ctx.lineWidth = 4 * scale;
    ctx.lineJoin = 'round';
    ctx.strokeStyle = inks.ground;
    ctx.strokeText(label, ...at);
    ctx.restore();
    ctx.fillText(label, ...at);
  }
  ctx.restore();
}
