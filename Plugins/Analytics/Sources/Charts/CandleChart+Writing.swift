import PluginKit

extension CandleChart {
    /// Writes the drawing for the page: every number of it is a coordinate, every text one that people read.
    func write(to json: inout JSONWriter) {
        let panes = panes
        json.field("is_\(layout.name)", true)
        json.field("layout", layout.name)
        json.field("width", ChartPath.number(layout.width))
        json.field("height", ChartPath.number(layout.height(panes: panes.count - 1)))
        json.field("right", ChartPath.number(layout.right))
        json.field("scale_x", ChartPath.number(layout.right + 6))
        json.array("panes") { json in for pane in panes { json.object { write(pane, to: &$0) } } }
        let bottom = layout.bottom(pane: panes.count - 1)
        json.array("dates") { json in
            for bar in datedBars {
                json.object { json in
                    json.field("x", ChartPath.number(x(bar)))
                    json.field("y", ChartPath.number(bottom + 15))
                    json.field("text", dateText(bar))
                }
            }
        }
        json.field("days_top", ChartPath.number(layout.top(pane: 0)))
        json.field("days_height", ChartPath.number(bottom - layout.top(pane: 0)))
        json.field("day_width", ChartPath.number(dayWidth))
        json.array("days") { json in
            for bar in bars {
                json.object { json in
                    json.field("x", ChartPath.number(x(bar) - dayWidth / 2))
                    Self.writeDay(analysis.candles, bar, to: &json)
                }
            }
        }
    }

    private func write(_ pane: ChartPane, to json: inout JSONWriter) {
        json.field("is_\(pane.name)", true)
        json.field("title_y", ChartPath.number(pane.scale.top - 9))
        json.field("bottom", ChartPath.number(pane.scale.bottom))
        json.array("guides") { json in
            for guide in pane.guides {
                json.object { json in
                    let height = pane.scale.height(guide.value)
                    json.field("y", ChartPath.number(height))
                    json.field("text_y", ChartPath.number(height + 4))
                    json.field("text", guide.text)
                }
            }
        }
        if !pane.bars.isEmpty {
            let bars = bars(pane)
            json.field("above", bars.above)
            json.field("below", bars.below)
        }
        json.array("lines") { json in
            for line in pane.lines {
                json.object { json in
                    json.field("name", line.name)
                    json.field("path", ChartPath.line(line.values.enumerated().map { (x(first + $0), pane.scale.height($1)) }))
                }
            }
        }
        guard pane.name == "price" else { return }
        let candles = candles(pane.scale)
        json.field("rising", candles.rising)
        json.field("falling", candles.falling)
        json.array("marks") { json in
            for mark in marks {
                json.object { json in
                    json.field("path", triangle(mark, pane.scale))
                    Self.write(mark, analysis.candles, to: &json)
                }
            }
        }
    }

    /// Writes a mark's day and reasons.
    static func write(_ mark: SignalMark, _ candles: CandleSeries, to json: inout JSONWriter) {
        json.field("says_\(mark.direction.word)", true)
        writeDay(candles, mark.bar, to: &json)
        json.array("signals") { json in for signal in mark.signals { json.object { write(signal, to: &$0) } } }
    }

    /// Writes what a rule says, with the figures of its reason, which the page words.
    static func write(_ signal: TradingSignal, to json: inout JSONWriter) {
        json.field("rule_is_\(signal.kind.rawValue)", true)
        json.field("says_\(signal.direction.word)", true)
        json.field("why_\(signal.kind.rawValue)_\(signal.direction.word)", true)
        json.field("value", DisplayNumber.text(signal.value, 2))
        json.field("distance", DisplayNumber.text(abs(signal.value), 2))
        json.field("threshold", DisplayNumber.text(signal.threshold, 2))
    }

    /// Writes a day and its four prices.
    static func writeDay(_ candles: CandleSeries, _ bar: Int, to json: inout JSONWriter) {
        json.field("day", String(candles.openedAt[bar].rfc3339.prefix(10)))
        for (name, values) in [("open", candles.opens), ("high", candles.highs), ("low", candles.lows), ("close", candles.closes)] {
            json.field(name, DisplayNumber.text(values[bar], values[bar] >= 100 ? 0 : 2))
        }
    }
}
