"""A drawing of the figures, written by hand as SVG: readable on white and on black, and without colours."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, LEFT, PANEL, GAP, ROW, TOP = 960, 146, 234, 34, 34, 92

STYLE = """
  text { font: 14px system-ui, sans-serif; fill: #0b0c0c }
  .title { font-size: 17px; font-weight: 600 }
  .small { font-size: 12px; fill: #505a5f }
  .ours { font-weight: 700 }
  .back { fill: #ffffff }
  .grid { stroke: #b1b4b6; stroke-width: 1 }
  .span { stroke: #505a5f; stroke-width: 4 }
  .mean { fill: #505a5f }
  .worst { fill: #ffffff; stroke: #505a5f; stroke-width: 3 }
  .span.ours { stroke: #00703c }
  .mean.ours { fill: #00703c }
  .worst.ours { stroke: #00703c }
  @media (prefers-color-scheme: dark) {
    text { fill: #f3f2f1 }
    .back { fill: #151719 }
    .small { fill: #b1b4b6 }
    .grid { stroke: #505a5f }
    .span { stroke: #b1b4b6 }
    .mean { fill: #b1b4b6 }
    .worst { fill: #151719; stroke: #b1b4b6 }
    .span.ours { stroke: #5fc58a }
    .mean.ours { fill: #5fc58a }
    .worst.ours { stroke: #5fc58a }
  }
"""


class Bar(NamedTuple):
    """One rule in one panel: the mean and the worst of the attacks, from 0 to 1."""

    rule: str
    mean: float
    worst: float


def svg(title: str, note: str, panels: Sequence[tuple[str, Sequence[Bar]]]) -> str:
    """Panels side by side, each a row for every rule, the first rule being ours."""
    height = TOP + ROW * len(panels[0][1]) + 64
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(_in_words(panels))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="back" width="{WIDTH}" height="{height}"/>',
        f'<text class="title" x="16" y="30">{escape(title)}</text>',
        f'<text class="small" x="16" y="{height - 14}">{escape(note)}</text>',
    ]
    parts += [_name(row, bar.rule) for row, bar in enumerate(panels[0][1])]
    for number, (name, bars) in enumerate(panels):
        parts += _panel(LEFT + number * (PANEL + GAP), name, bars)
    return "\n".join([*parts, "</svg>", ""])


def _panel(left: int, name: str, bars: Sequence[Bar]) -> list[str]:
    bottom = TOP + ROW * len(bars)
    parts = [f'<text x="{left}" y="{TOP - 26}">{escape(name)}</text>']
    for step in range(0, 101, 25):
        x = left + PANEL * step / 100
        parts.append(f'<line class="grid" x1="{x:g}" x2="{x:g}" y1="{TOP - 8}" y2="{bottom}"/>')
        parts.append(f'<text class="small" text-anchor="middle" x="{x:g}" y="{bottom + 18}">{step}</text>')
    for row, bar in enumerate(bars):
        parts += _bar(left, row, bar)
    return parts


def _bar(left: int, row: int, bar: Bar) -> list[str]:
    y, ours = TOP + ROW * row + ROW // 2, "" if row else " ours"
    mean, worst = left + PANEL * bar.mean, left + PANEL * bar.worst
    return [
        f'<line class="span{ours}" x1="{mean:.1f}" x2="{worst:.1f}" y1="{y}" y2="{y}"/>',
        f'<circle class="worst{ours}" cx="{worst:.1f}" cy="{y}" r="5"/>',
        f'<circle class="mean{ours}" cx="{mean:.1f}" cy="{y}" r="6"/>',
    ]


def _name(row: int, rule: str) -> str:
    y = TOP + ROW * row + ROW // 2 + 5
    return f'<text{"" if row else " class=" + chr(34) + "ours" + chr(34)} x="16" y="{y}">{escape(rule)}</text>'


def _in_words(panels: Sequence[tuple[str, Sequence[Bar]]]) -> str:
    return " ".join(
        f"{name}: " + ", ".join(f"{bar.rule} {bar.mean:.0%} mean, {bar.worst:.0%} worst" for bar in bars) + "."
        for name, bars in panels
    )
