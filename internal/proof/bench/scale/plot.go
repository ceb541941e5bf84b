package scale

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
	"time"
)

// The sizes of a panel, of its margins, and of the whole picture.
const (
	panelWidth, panelHeight = 360.0, 300.0
	left, top, between      = 60.0, 40.0, 60.0
	legend                  = 150.0
	width                   = left + 2*panelWidth + between + 20
	tall                    = top + panelHeight + 50 + legend
)

// The colours can be told apart on white and on black, and by most who see few.
const style = `text{font:12px system-ui,sans-serif;fill:#24292f}.grid{stroke:#888;stroke-opacity:.3}.frame{stroke:#888;fill:none}polyline{fill:none;stroke-width:2}` +
	`@media (prefers-color-scheme:dark){text{fill:#e6edf3}}`

// line is the cost of the dearest operation of a kind.
type line struct {
	name, colour string
	of           func(operation string) bool
}

var lines = []line{
	{"list, first page, the dearest order", "#0a84d0", ending(", " + first)},
	{"list, last page by cursor, the dearest order", "#d1600a", ending(", " + last)},
	{"list, last page by offset", "#b04fc4", ending(offset)},
	{"count=true", "#17935c", ending(count)},
	{rare, "#d63a4a", ending(rare)},
	{common, "#9a7d0a", ending(common)},
	{"read", "#7f7f7f", ending(read)},
	{"toggle", "#4aa5a0", ending(toggle)},
	{"update", "#8a5a2b", ending(update)},
	{"create", "#5b6ee1", ending(create)},
}

func ending(suffix string) func(string) bool {
	return func(operation string) bool { return strings.HasSuffix(operation, suffix) }
}

// Plot draws the time in the database, both axes by powers of ten, as SVG.
func (r Report) Plot() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" aria-label="Milliseconds in the database by rows of the table and by tasks of the user">`+"\n<style>%s</style>\n", width, tall, style)
	for i, s := range r.series() {
		panel{series: s, x0: left + float64(i)*(panelWidth+between)}.draw(&b)
	}
	for i, l := range lines {
		x, y := left+float64(i%2)*(panelWidth+between), top+panelHeight+62+float64(i/2)*22
		fmt.Fprintf(&b, `<polyline points="%g,%g %g,%g" stroke="%s"/><text x="%g" y="%g">%s</text>`+"\n", x, y-4, x+24, y-4, l.colour, x+32, y, html.EscapeString(l.name))
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// panel is one of the two drawings. Its ordinate is the same for both.
type panel struct {
	series
	x0 float64
}

// The ordinate: from 10 µs to 10 s.
const lowest, highest = -2, 4

func (p panel) draw(b *strings.Builder) {
	fmt.Fprintf(b, `<rect class="frame" x="%g" y="%g" width="%g" height="%g"/>`+"\n", p.x0, top, panelWidth, panelHeight)
	fmt.Fprintf(b, `<text x="%g" y="%g">ms in the database, by %s</text>`+"\n", p.x0, top-14, p.axis)
	for power := lowest; power <= highest; power++ {
		y := p.height(math.Pow10(power))
		fmt.Fprintf(b, `<line class="grid" x1="%g" x2="%g" y1="%g" y2="%g"/><text x="%g" y="%g" text-anchor="end">%g</text>`+"\n", p.x0, p.x0+panelWidth, y, y, p.x0-6, y+4, math.Pow10(power))
	}
	for _, x := range p.x {
		fmt.Fprintf(b, `<line class="grid" x1="%g" x2="%g" y1="%g" y2="%g"/><text x="%g" y="%g" text-anchor="middle">%s</text>`+"\n", p.across(x), p.across(x), top, top+panelHeight, p.across(x), top+panelHeight+18, number(x))
	}
	for _, l := range lines {
		var points []string
		for _, x := range p.x {
			if most := p.dearest(l, x); most > 0 {
				points = append(points, fmt.Sprintf("%.1f,%.1f", p.across(x), p.height(float64(most)/float64(time.Millisecond))))
			}
		}
		fmt.Fprintf(b, `<polyline points="%s" stroke="%s"/>`+"\n", strings.Join(points, " "), l.colour)
	}
}

// dearest is the cost of the dearest operation of a line, or 0 without one.
func (p panel) dearest(l line, x int) time.Duration {
	var most time.Duration
	for name, points := range p.points {
		if l.of(name) {
			most = max(most, points[x].Database)
		}
	}
	return most
}

func (p panel) across(x int) float64 {
	least, most := math.Log10(float64(slices.Min(p.x))), math.Log10(float64(slices.Max(p.x)))
	if least == most {
		return p.x0 + panelWidth/2
	}
	return math.Round(p.x0 + 24 + (math.Log10(float64(x))-least)/(most-least)*(panelWidth-48))
}

func (p panel) height(ms float64) float64 {
	power := min(max(math.Log10(ms), lowest), highest)
	return top + panelHeight - (power-lowest)/(highest-lowest)*panelHeight
}
