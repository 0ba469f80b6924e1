/// Writes a PDF 1.7 of A4 pages with text and rules. Pure; the same calls give the same bytes.
struct PDFDocument: Sendable {
    /// In points, from the lower left corner.
    static let (width, height) = (595, 842)

    private var pages: [String] = [""]

    /// Begins another page.
    mutating func newPage() { pages.append("") }

    /// Writes a line whose baseline begins at `x`, `y`; or ends at `x`, for texts of digits.
    mutating func text(_ text: String, x: Int, y: Int, size: Int = 10, isBold: Bool = false, endsAtX: Bool = false) {
        let runs = PDFText(text, isBold: isBold).runs
        guard !runs.isEmpty else { return }
        let tenths = endsAtX ? x * 10 - PDFText.width(text) * size / 100 : x * 10
        let start = "\(tenths / 10).\(tenths % 10)"
        pages[pages.count - 1] +=
            "BT 1 0 0 1 \(start) \(y) Tm\n" + runs.map { "/\($0.font.rawValue) \(size) Tf <\($0.hex)> Tj\n" }.joined() + "ET\n"
    }

    /// Draws a thin line from `x` to `toX`.
    mutating func rule(x: Int, toX: Int, y: Int) { pages[pages.count - 1] += "0.5 w \(x) \(y) m \(toX) \(y) l S\n" }

    /// The file. `title` is shown by readers.
    func bytes(title: String) -> [UInt8] {
        let first = 8
        let kids = pages.indices.map { "\(first + 2 * $0) 0 R" }.joined(separator: " ")
        let titleHex = title.utf16.map { unit in
            let text = String(unit, radix: 16, uppercase: true)
            return String(repeating: "0", count: 4 - text.count) + text
        }.joined()
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count \(pages.count) /Kids [\(kids)] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>",
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
                + "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 5 >> /FontDescriptor << /Type /FontDescriptor "
                + "/FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 "
                + "/StemV 93 >> >>",
            "<< /Title <FEFF\(titleHex)> /Producer (HashInsight) >>",
        ]
        for (index, content) in pages.enumerated() {
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(Self.width) \(Self.height)] /Contents \(first + 2 * index + 1) 0 R "
                    + "/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> >> >>")
            objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)endstream")
        }
        var (file, offsets) = ("%PDF-1.7\n", [Int]())
        for (index, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let text = String(offset)
            file += String(repeating: "0", count: 10 - text.count) + text + " 00000 n \n"
        }
        file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R /Info 7 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return Array(file.utf8)
    }
}
