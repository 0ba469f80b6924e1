import Testing

@testable import PluginKit

@Suite("Tables that forms send")
struct PostedTableTests {
    private func posted(_ file: [UInt8], typed: String = "", rest: String = "") -> PostedTable {
        let value = file.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return PostedTable("csrf_token=x&csv=\(typed)&csv_file=\(value)\(rest)".utf8)
    }

    /// Text in UTF-16 with its mark.
    private func utf16(_ text: String, isLittle: Bool) -> [UInt8] {
        ("\u{FEFF}" + text).utf16.flatMap { unit -> [UInt8] in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return isLittle ? [low, high] : [high, low]
        }
    }

    @Test("a chosen file goes before the field: in UTF-8, with its mark, in UTF-16 or in GB 18030")
    func files() throws {
        let text = "serial,site\n机1,华夏\n"
        for file in [Array(text.utf8), utf16(text, isLittle: true), utf16(text, isLittle: false)] {
            let table = posted(file, typed: "not,read")
            #expect(table.text == text && table.bytes == Array(text.utf8))
        }
        let marked = posted([0xEF, 0xBB, 0xBF] + Array(text.utf8), typed: "not,read")
        #expect(try CSVReader.read(marked.bytes).records.map(\.cells) == [["serial", "site"], ["机1", "华夏"]])
        // 客户,型号 as Chinese Excel saves it.
        #expect(posted([0xBF, 0xCD, 0xBB, 0xA7, 0x2C, 0xD0, 0xCD, 0xBA, 0xC5]).text == "客户,型号")
    }

    @Test("without a file the field is read, its lines ended by one character each")
    func typed() {
        for table in [posted([], typed: "name%0D%0AAna%0D%0A"), PostedTable("csv=name%0D%0AAna%0D%0A".utf8)] {
            #expect(table.text == "name\nAna\n" && table.bytes == Array("name\nAna\n".utf8))
        }
        let none = PostedTable("csrf_token=x".utf8)
        #expect(none.text.isEmpty && none.bytes.isEmpty)
    }

    @Test(
        "a file of nothing but a byte order mark is as none, in whatever it is written",
        arguments: [[], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]])
    func onlyMark(_ file: [UInt8]) {
        let table = posted(file, typed: "name%0AAna")
        #expect(table.text == "name\nAna" && table.bytes == Array("name\nAna".utf8))
        #expect(posted(file).bytes.isEmpty && posted(file).text.isEmpty)
    }

    @Test("a file that is no text keeps its bytes, which their reader refuses, and leaves the field as it was")
    func broken() {
        let table = posted([0x6E, 0xFF, 0x62], typed: "name")
        #expect(table.text == "name" && table.bytes == [0x6E, 0xFF, 0x62])
        #expect(throws: CSVFault.self) { try CSVReader.read(table.bytes) }
    }

    @Test("what else the form asks is told beside the table")
    func others() {
        let table = posted(Array("a".utf8), rest: "&on_error=skip&market=Oslo")
        #expect(table.skipsBadRows && table.form["market"] == "Oslo")
        #expect(!posted([], rest: "&on_error=refuse").skipsBadRows && !posted([]).skipsBadRows)
    }
}
