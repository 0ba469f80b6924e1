/// A run of text on a page of a PDF, split by the font that can show it. Pure.
///
/// What Helvetica's WinAnsi encoding has is shown by it, other Latin letters by the letter that they are made from, for the Chinese font has
/// no shape for most of them and a name is read better as Lodz than as a box; everything else by STSong-Light, one of the Chinese fonts that every reader of PDF
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
            let latin = Self.latin(scalar)
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
            default: sum + (latin(scalar) == nil ? 1_000 : 556)
            }
        }
    }

    private static func latin(_ scalar: Unicode.Scalar) -> UInt8? { winAnsi(scalar) ?? baseLetter(scalar) }

    private static func winAnsi(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0xFF: UInt8(scalar.value)
        // Control characters have no shape.
        case 0..<0x20, 0x7F...0x9F: 0x20
        default: named[scalar]
        }
    }

    /// What WinAnsi has between 0x80 and 0x9F.
    private static let named: [Unicode.Scalar: UInt8] = [
        "€": 0x80, "‚": 0x82, "ƒ": 0x83, "„": 0x84, "…": 0x85, "†": 0x86, "‡": 0x87, "ˆ": 0x88, "‰": 0x89, "Š": 0x8A, "‹": 0x8B, "Œ": 0x8C,
        "Ž": 0x8E, "‘": 0x91, "’": 0x92, "“": 0x93, "”": 0x94, "•": 0x95, "–": 0x96, "—": 0x97, "˜": 0x98, "™": 0x99, "š": 0x9A, "›": 0x9B,
        "œ": 0x9C, "ž": 0x9E, "Ÿ": 0x9F,
    ]

    /// The letter that Unicode's name says: L of LATIN SMALL LETTER L WITH STROKE, I of LATIN SMALL LETTER DOTLESS I.
    private static func baseLetter(_ scalar: Unicode.Scalar) -> UInt8? {
        let words = scalar.properties.name?.split(separator: " ").map(String.init) ?? []
        guard words.count > 3, words[0] == "LATIN", words[2] == "LETTER", let last = words.prefix(while: { $0 != "WITH" }).last,
            last.utf8.count == 1, let letter = last.utf8.first
        else { return nil }
        return words[1] == "SMALL" ? letter + 0x20 : letter
    }

    private static func hex(_ number: UInt16, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
