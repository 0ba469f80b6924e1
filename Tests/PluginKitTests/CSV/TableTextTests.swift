import Glibc
import TestSupport
import Testing

@testable import PluginKit

@Suite("The text of tables as spreadsheets write it")
struct TableTextTests {
    /// As the C library writes it, the other way round; nil for what it cannot write.
    private func gb18030(_ text: String) -> [UInt8]? {
        guard let converter = iconv_open("GB18030", "UTF-8"), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = Array(text.utf8)
        var output = [UInt8](repeating: 0, count: input.count * 4)
        let count: Int? = input.withUnsafeMutableBytes { input in
            output.withUnsafeMutableBytes { output in
                var (from, left) = (input.baseAddress?.assumingMemoryBound(to: CChar.self), input.count)
                var (to, room) = (output.baseAddress?.assumingMemoryBound(to: CChar.self), output.count)
                return iconv(converter, &from, &left, &to, &room) == 0 ? output.count - room : nil
            }
        }
        return count.map { Array(output[..<$0]) }
    }

    @Test("a table that Chinese Excel saved is read, with commas that are no part of a character")
    func chineseTable() throws {
        // 客户,矿机\r\n北方,蚂蚁S21\r\n, as GB 2312 prints the codes.
        let bytes: [UInt8] =
            [0xBF, 0xCD, 0xBB, 0xA7, 0x2C, 0xBF, 0xF3, 0xBB, 0xFA, 13, 10] + [0xB1, 0xB1, 0xB7, 0xBD, 0x2C, 0xC2, 0xEC, 0xD2, 0xCF]
            + Array("S21\r\n".utf8)
        let table = try CSVReader.read(bytes)
        #expect(table.records.map(\.cells) == [["客户", "矿机"], ["北方", "蚂蚁S21"]])
        #expect(table.records.map(\.line) == [1, 2])
    }

    @Test("rare characters, of the extension and of four bytes, are read among everyday ones")
    func rare() throws {
        // 镕 has a second byte below A1, 𠮷 four bytes.
        let text = "名称,备注\n朱镕基,北京市海淀区\n𠮷野,上海市浦东新区\n"
        let bytes = try #require(gb18030(text))
        #expect(bytes.contains(0xE9) && bytes != Array(text.utf8))
        #expect(TableText.utf8(bytes) == Array(text.utf8))
    }

    @Test("UTF-16 with its mark is read, either way round; an odd count, or half a pair, is not")
    func utf16() throws {
        let units = Array("a;客户\n".utf16)
        let little: [UInt8] = [0xFF, 0xFE] + units.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let big: [UInt8] = [0xFE, 0xFF] + units.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
        for bytes in [little, big] { #expect(try CSVReader.read(bytes).records.map(\.cells) == [["a", "客户"]]) }
        let broken: [[UInt8]] = [Array(little.dropLast()), [0xFF, 0xFE, 0x00, 0xD8]]
        for bytes in broken {
            #expect(TableText.utf8(bytes) == bytes)
            #expect(throws: CSVFault(line: 1, expected: "text in UTF-8", found: "text in UTF-16")) { try CSVReader.read(bytes) }
        }
    }

    @Test("letters of old Windows codes are refused with their line, not turned into other names")
    func oldCodes() {
        // Müller, Kraków, Straße, café in Windows-1252: each high byte and its neighbour would be a Chinese character.
        for name: [UInt8] in [[0x4D, 0xFC, 0x6C, 0x6C], [0x4B, 0xF3, 0x77], [0x53, 0xDF, 0x65], [0x66, 0xE9, 0x0A]] {
            #expect(throws: CSVFault(line: 2, expected: "text in UTF-8 or GB 18030", found: "other bytes")) {
                try CSVReader.read(Array("name\n".utf8) + name)
            }
        }
    }

    @Test("whatever everyday Chinese text is written, it is read back")
    func roundTrip() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for _ in 0..<300 {
            var text = "名称,数量\r\n"
            for _ in 0..<Int.random(in: 1...60, using: &source) {
                // GB 2312's first level: its rows 16 to 54, as codes; the last five of 55 are empty. Behind another, since some are letters in
                // UTF-8 by themselves.
                let code = [UInt8.random(in: 0xB0...0xD6, using: &source), UInt8.random(in: 0xA1...0xFE, using: &source)]
                let pair = String(decoding: TableText.utf8([0xBF, 0xCD] + code), as: UTF8.self)
                text += String(try #require(pair.last))
                if Bool.random(using: &source) { text += ["a", "1", ",", "\n", "|", "\\"].randomElement(using: &source)! }
            }
            let bytes = try #require(gb18030(text), "seed \(seed)")
            #expect(TableText.utf8(bytes) == Array(text.utf8), "seed \(seed)")
        }
    }

    @Test("any bytes are given as text in UTF-8 or as they came, and UTF-8 is never touched")
    func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        let likely: [UInt8] = Array("a1,\n0".utf8) + [0x81, 0xA1, 0xB0, 0xBF, 0xCD, 0xFE, 0xFF, 0x80, 0x30, 0x39, 0x7F, 0x40]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...30, using: &source)).map { _ in
                Bool.random(using: &source) ? likely.randomElement(using: &source)! : UInt8.random(in: 0...255, using: &source)
            }
            let text = TableText.utf8(bytes)
            let isText = String(validating: text, as: UTF8.self) != nil
            #expect(isText || text == bytes, "seed \(seed), \(bytes)")
            if String(validating: bytes, as: UTF8.self) != nil { #expect(text == bytes, "seed \(seed), \(bytes)") }
        }
    }
}
