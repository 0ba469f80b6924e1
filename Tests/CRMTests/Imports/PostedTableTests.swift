import Testing

@testable import CRM

@Suite struct PostedTableTests {
    private func posted(_ file: [UInt8], typed: String = "", rest: String = "") -> PostedTable {
        let value = file.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return PostedTable(form: "csrf_token=x&csv=\(typed)&csv_file=\(value)\(rest)".utf8)
    }

    @Test("a chosen file goes before the field: in UTF-8, with its mark, in UTF-16 or in GB 18030")
    func files() {
        let text = "name,company\n华夏,Sierra Hash\n"
        let utf16: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        // 名称,公司 as Chinese Excel saves it.
        #expect(posted([0xC3, 0xFB, 0xB3, 0xC6, 0x2C, 0xB9, 0xAB, 0xCB, 0xBE]).text == "名称,公司")
        for file in [Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), utf16] {
            let read = RecordTable(posted(file, typed: "not,read").bytes, of: .importedLead)
            #expect(read.faults.isEmpty && read.drafts.map { $0.values["name"] } == ["华夏"])
        }
    }

    @Test("without a file the field is read, its lines ended by one character each")
    func typed() {
        let table = posted([], typed: "name%0D%0AAna%0D%0A", rest: "&on_error=skip")
        #expect(table.text == "name\nAna\n" && table.bytes == Array("name\nAna\n".utf8) && table.skipsBadRows)
        #expect(PostedTable(form: "csv=a".utf8).text == "a" && !PostedTable(form: "csv=a".utf8).skipsBadRows)
    }

    @Test("a file that is no text is refused whole, and leaves the field as it was")
    func broken() {
        let table = posted([0x6E, 0xFF, 0x62], typed: "name")
        #expect(table.text == "name" && table.bytes == [0x6E, 0xFF, 0x62])
        let read = RecordTable(table.bytes, of: .importedLead)
        #expect(read.faults.map(\.field) == ["csv"] && !read.isReadable)
    }
}
