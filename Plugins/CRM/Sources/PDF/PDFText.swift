/// A run of text on a page of a PDF, split by the font that can show it. Pure.
///
/// What Helvetica's WinAnsi encoding has is shown by it; everything else by STSong-Light, one of the Chinese fonts that every reader of PDF
/// knows by name (ISO 32000, 9.7.5.2, the character collection Adobe-GB1). Nothing is embedded: a font file for Chinese is ten times the
/// size of this plugin, and no invoice needs its own.
struct PDFText: Sendable {
    enum Font: String, Sendable { case latin = "F1", bold = "F2", chinese = "F3" }

    struct Run: Sendable, Equatable {
        let font: Font
        /// The operand of `Tj`, hexadecimal.
        let hex: String
    }

    let runs: [Run]

    init(_ text: String, isBold: Bool = false) {
        var (runs, current, hex) = ([Run](), Font.latin, "")
        func close() { if !hex.isEmpty { runs.append(Run(font: current, hex: hex)) } }
        for scalar in text.unicodeScalars {
            let latin = Self.winAnsi(scalar)
            let font: Font = latin == nil ? .chinese : isBold ? .bold : .latin
            if font != current {
                close()
                (current, hex) = (font, "")
            }
            if let latin {
                hex += Self.hex(UInt16(latin), digits: 2)
            } else {
                for unit in String(scalar).utf16 { hex += Self.hex(unit, digits: 4) }
            }
        }
        close()
        self.runs = runs
    }

    /// How wide a text of digits, signs and spaces is, in thousandths of the font's size (the metrics of Helvetica); letters count as digits.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar {
            case ".", ",", " ": sum + 278
            case "-": sum + 333
            default: sum + (winAnsi(scalar) == nil ? 1_000 : 556)
            }
        }
    }

    private static func winAnsi(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0xFF: UInt8(scalar.value)
        case 0x20AC: 0x80
        case 0x2013: 0x96
        case 0x2014: 0x97
        case 0x2018: 0x91
        case 0x2019: 0x92
        case 0x201C: 0x93
        case 0x201D: 0x94
        case 0x2026: 0x85
        // Control characters have no shape.
        case 0..<0x20, 0x7F...0x9F: 0x20
        default: nil
        }
    }

    private static func hex(_ number: UInt16, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
