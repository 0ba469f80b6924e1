import Foundation
import PluginKit
import Testing

@testable import CRM

@Suite struct InvoicePDFTests {
    private func pdf(client: String, address: String = "", language: String = "en") throws -> String {
        let document = JSONValue(
            parsing:
                #"{"client_address":"\#(address)","period_from":"2026-01-01","period_to":"2026-01-31","machines":2,"lines":[{"kind":"energy","quantity":"10","price":"0.07","amount":"0.70"}],"subtotal":"0.70","tax_percent":"0","tax":"0.00","total":"0.70"}"#
        )
        let invoice = InvoicePDF(
            document: document, provider: "North Mining", client: client, currency: "USD", isCreditNote: false, number: 7, issuedAt: nil,
            dueOn: "2026-02-14", creditsNumber: nil)
        return String(decoding: invoice.bytes(language: language), as: UTF8.self)
    }

    @Test("every object stands where the table says, and every stream is as long as it says")
    func offsets() throws {
        let file = try pdf(client: "华夏矿业 (Ltd) \\ ) 🙂", address: String(repeating: "A long road\\n", count: 80), language: "zh-CN")
        let bytes = Array(file.utf8)
        let start = try #require(file.range(of: "startxref\n"))
        let table = try #require(Int(file[start.upperBound...].prefix { $0.isNumber }))
        let lines = String(decoding: bytes[table...], as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "xref")
        let count = try #require(Int(lines[1].split(separator: " ")[1]))
        for number in 1..<count {
            let offset = try #require(Int(lines[2 + number].prefix(10)))
            #expect(lines[2 + number].utf8.count == 19)
            #expect(String(decoding: bytes[offset...].prefix(12), as: UTF8.self).hasPrefix("\(number) 0 obj\n"))
        }
        for stream in file.components(separatedBy: "/Length ").dropFirst() {
            let length = try #require(Int(stream.prefix { $0.isNumber }))
            let content = try #require(stream.range(of: "stream\n"))
            #expect(stream[content.upperBound...].utf8.dropFirst(length).starts(with: "endstream".utf8))
        }
        #expect(file.contains("/Count 2") || file.contains("/Count 3"), "eighty lines of an address need another page")
    }

    @Test("an invoice with a line for each day of a quarter goes on on more pages, and loses none")
    func manyLines() throws {
        let lines = (1...92).map {
            #"{"kind":"energy","quantity":"10","price":"0.07","amount":"\#($0).70","from":"2026-01-01","to":"2026-01-02"}"#
        }
        let document = JSONValue(parsing: #"{"lines":[\#(lines.joined(separator: ","))],"subtotal":"0.70","tax":"0.00","total":"0.70"}"#)
        let invoice = InvoicePDF(
            document: document, provider: "North", client: "A", currency: "USD", isCreditNote: false, number: 7, issuedAt: nil,
            dueOn: nil, creditsNumber: nil)
        let file = String(decoding: invoice.bytes(language: "en"), as: UTF8.self)
        for number in 1...92 { #expect(file.contains("<\(PDFText("\(number).70").runs[0].hex)>")) }
        #expect(file.contains("/Count 3"))
        let heights = file.components(separatedBy: " Tm\n").dropLast().compactMap { Int($0.split(separator: " ").last ?? "") }
        #expect(heights.count > 92 * 4 && heights.allSatisfy { (40...800).contains($0) }, "nothing is below the page")
    }

    @Test("the site of a contract for one is told, and nothing where it has none")
    func site() {
        func file(_ document: String) -> String {
            let invoice = InvoicePDF(
                document: JSONValue(parsing: document), provider: "North", client: "A", currency: "USD", isCreditNote: false, number: 7,
                issuedAt: nil, dueOn: nil, creditsNumber: nil)
            return String(decoding: invoice.bytes(language: "en"), as: UTF8.self)
        }
        let (label, site) = ("<\(PDFText("Site").runs[0].hex)>", "<\(PDFText("Norðurhöll").runs[0].hex)>")
        let told = file(#"{"site":"Norðurhöll","lines":[],"subtotal":"0.00","tax":"0.00","total":"0.00"}"#)
        #expect(told.contains(label) && told.contains(site))
        #expect(!file(#"{"lines":[],"subtotal":"0.00","tax":"0.00","total":"0.00"}"#).contains(label))
    }

    @Test("what was measured and what is estimated stand apart; where they were not kept apart, nothing is called measured")
    func estimates() {
        func file(_ metering: String, _ language: String) -> String {
            let invoice = InvoicePDF(
                document: JSONValue(
                    parsing: #"{"metering":{"kwh":"3714",\#(metering)},"lines":[],"subtotal":"0.00","tax":"0.00","total":"0.00"}"#),
                provider: "North", client: "A", currency: "USD", isCreditNote: false, number: 7, issuedAt: nil, dueOn: nil,
                creditsNumber: nil)
            return String(decoding: invoice.bytes(language: language), as: UTF8.self)
        }
        func has(_ file: String, _ text: String) -> Bool { PDFText(text).runs.allSatisfy { file.contains("<\($0.hex)>") } }
        for (language, isChinese) in [("en", false), ("zh-CN", true)] {
            let words = InvoiceWords(language: language)
            #expect(words.isChinese == isChinese)
            let billed = file(
                #""untold_kwh":"2186","untold_power":"estimate","curtailed_estimated_kwh":"3","untold_curtailment":"none""#, language)
            #expect(has(billed, words.measured) && has(billed, words.untold) && has(billed, "2186") && !has(billed, words.collected))
            #expect(has(billed, "3 (\(words.notCredited))") && !has(billed, words.notBilled))
            let omitted = file(#""untold_kwh":"2186","untold_power":"none""#, language)
            #expect(has(omitted, "2186 (\(words.notBilled))"))
            let before = file(#""estimated_kwh":"0""#, language)
            #expect(has(before, words.collected) && !has(before, words.measured) && !has(before, words.untold))
        }
    }

    @Test("Latin is shown by Helvetica, everything else by the Chinese font, and no text ends its operand")
    func runs() {
        #expect(PDFText("A1 é€").runs == [.init(font: .latin, hex: "413120E980")])
        #expect(
            PDFText("A华🙂)").runs == [
                .init(font: .latin, hex: "41"), .init(font: .chinese, hex: "534ED83DDE42"), .init(font: .latin, hex: "29"),
            ])
        #expect(PDFText("x", isBold: true).runs == [.init(font: .bold, hex: "78")])
        #expect(PDFText("\n\u{1}").runs == [.init(font: .latin, hex: "2020")])
        #expect(PDFText("").runs.isEmpty)
        #expect(PDFText.width("-1,200.50") == 333 + 6 * 556 + 2 * 278)
    }

    @Test("every sign of WinAnsi has its code, other Latin letters are shown by the one that they are made from")
    func latinLetters() {
        let codes = Array(0x80...0x9F).filter { ![0x81, 0x8D, 0x8F, 0x90, 0x9D].contains($0) }
        let hex = codes.map { String($0, radix: 16, uppercase: true) }.joined()
        #expect(PDFText("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ").runs == [.init(font: .latin, hex: hex)])
        #expect(PDFText("Łódź, Győr, Iğdır, Đà, Ước").runs == PDFText("Lódz, Gyor, Igdir, Dà, Uoc").runs)
        #expect(PDFText("Ž", isBold: true).runs == [.init(font: .bold, hex: "8E")])
        #expect(PDFText.width("ő") == 556)
        // No letter of one sign, and none that is Latin.
        for other in ["ŋ", "Ж", "Ａ", "華"] { #expect(PDFText(other).runs.map(\.font) == [.chinese], "\(other)") }
    }

    @Test("who issues it, and how it is paid, stand there; an invoice made before they were told has none of it")
    func issuer() throws {
        func file(_ issuer: String) -> String {
            let document = JSONValue(parsing: #"{\#(issuer)"lines":[],"subtotal":"0.00","tax":"0.00","total":"0.00"}"#)
            let invoice = InvoicePDF(
                document: document, provider: "North", client: "A", currency: "USD", isCreditNote: false, number: 7, issuedAt: nil,
                dueOn: nil, creditsNumber: nil)
            return String(decoding: invoice.bytes(language: "en"), as: UTF8.self)
        }
        func hex(_ text: String) -> String { PDFText(text).runs.map(\.hex).joined() }
        let told = file(
            #""issuer":{"address":"1 Power Road\nAmarillo TX","tax_id":"US 12","bank_details":"First Bank\nDE02 1203","payment_terms":"Net"},"#
        )
        let texts = ["1 Power Road", "Amarillo TX", "Tax id US 12", "Bank details", "First Bank", "DE02 1203", "Terms of payment", "Net"]
        for text in texts { #expect(told.contains(hex(text)), "\(text)") }
        let untold = file("")
        for text in texts { #expect(!untold.contains(hex(text)), "\(text)") }
    }

    @Test("long lines are broken, wide characters count twice")
    func wrapping() {
        #expect(InvoicePDF.wrapped("abcdef", to: 4) == ["abcd", "ef"])
        #expect(InvoicePDF.wrapped("华夏矿业", to: 4) == ["华夏", "矿业"])
        #expect(InvoicePDF.wrapped("", to: 4) == [""])
    }
}

extension JSONValue {
    fileprivate init(parsing text: String) { self = (try? JSONValue(parsing: Array(text.utf8))) ?? .null }
}
