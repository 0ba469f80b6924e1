import PluginKit
import Testing

@testable import CRM

@Suite struct InvoicePDFMinedTests {
    private func file(_ mined: MinedValue?, language: String = "en") throws -> String {
        var json = JSONWriter(capacity: 4_096)
        json.object { json in
            mined?.write(to: &json)
            json.array("lines") { _ in }
        }
        let invoice = InvoicePDF(
            document: try JSONValue(parsing: json.bytes), provider: "North", client: "A", currency: "USD", isCreditNote: false, number: 7,
            issuedAt: nil, dueOn: nil, creditsNumber: nil)
        return String(decoding: invoice.bytes(language: language), as: UTF8.self)
    }

    private func hex(_ text: String, isBold: Bool = false) -> String { PDFText(text, isBold: isBold).runs.map(\.hex).joined() }

    private let quarter = MinedValue.metered(
        (0..<92).map { number in
            let network = NetworkDay(
                day: CalendarDay(number: 20_000 + number), difficulty: "125864590119494", subsidyBTC: "3.125",
                feesBTCPerBlock: "0.02140317", priceUSD: "104279.80")
            return MinedDay(network: network, hashrateTHs: Decimal(1_000 + number) + "0.123456", estimatedTHs: .zero)
        }, untoldHours: .zero)

    @Test("each day of a quarter stands there with every figure, on as many pages as it takes, and nothing below a page")
    func days() throws {
        let file = try file(quarter)
        guard case .metered(let days, _) = quarter else { return }
        for day in days {
            for text in [
                day.network.day.text, day.hashrateTHs.text, day.minedBTC.text, day.value.trimmedText, "3.125 + 0.02140317",
                "125864590119494",
            ] { #expect(file.contains("<\(hex(text))>"), "\(text)") }
        }
        #expect(file.contains("<\(hex(quarter.value.trimmedText, isBold: true))>"))
        let heights = file.components(separatedBy: " Tm\n").dropLast().compactMap { Int($0.split(separator: " ").last ?? "") }
        #expect(heights.count > 92 * 7 && heights.allSatisfy { (40...800).contains($0) })
    }

    @Test("cells of a row do not touch each other, with figures of a large fleet")
    func widths() throws {
        let network = NetworkDay(
            day: CalendarDay(number: 20_000), difficulty: "999864590119494", subsidyBTC: "1.5625", feesBTCPerBlock: "12.12345678",
            priceUSD: "1234567.89")
        let file = try file(.metered([MinedDay(network: network, hashrateTHs: "999999.123456", estimatedTHs: .zero)], untoldHours: .zero))
        // Where each text begins, and where it ends by the widths of its letters, row by row in small letters.
        var rows: [String: [(from: Int, to: Int)]] = [:]
        for block in file.components(separatedBy: "BT 1 0 0 1 ").dropFirst() where block.contains("/F1 8 Tf") {
            let parts = block.split(separator: " ")
            let digits = try #require(block.split(separator: "<").last?.split(separator: ">").first)
            let text = String(
                decoding: stride(from: 0, to: digits.utf8.count, by: 2).compactMap { offset in
                    UInt8(digits.dropFirst(offset).prefix(2), radix: 16)
                }, as: UTF8.self)
            let from = Int((Double(parts[0]) ?? 0) * 10)
            rows[String(parts[1]), default: []].append((from, from + PDFText.width(text) * 8 / 100))
        }
        let row = try #require(rows.values.first { $0.count == 7 }).sorted { $0.from < $1.from }
        for (left, right) in zip(row, row.dropFirst()) { #expect(left.to < right.from, "\(row)") }
    }

    @Test("the basis is told in both languages, and days only where it is the hashrate")
    func basis() throws {
        let words = InvoiceWords(language: "zh-CN")
        #expect(try file(quarter, language: "zh-CN").contains(hex(words.minedByHashrate)))
        let typed = try file(.typed("5000"))
        #expect(typed.contains(hex(InvoiceWords(language: "en").minedTyped)))
        #expect(!typed.contains(hex(InvoiceWords(language: "en").minedDays, isBold: true)))
        #expect(!(try file(nil)).contains(hex(InvoiceWords(language: "en").mined)))
    }
}
