import HTTPTypes
import Testing

@testable import HostWeb

@Suite("Forms with files")
struct MultipartFormTests {
    private func read(_ text: String, _ boundary: String = "b") -> MultipartForm? { MultipartForm(Array(text.utf8), boundary: boundary) }

    private let part = "--b\r\nContent-Disposition: form-data; name="

    @Test("Fields come in their order, a file's bytes as they are") func fields() throws {
        // What looks like the boundary within a line is none.
        let file: [UInt8] = [0, 0xFF, 0x0D, 0x0A, 0x78, 0x2D, 0x2D, 0x62, 0x0D, 0x0D, 0x0A]
        let body = Array("\(part)\"a\"\r\n\r\n\r\n\(part)\"f\"; filename=\"x\"\r\nContent-Type: x/y\r\n\r\n".utf8)
        let form = try #require(MultipartForm(body + file + Array("\r\n--b--\r\n".utf8), boundary: "b"))
        #expect(form.fields.map(\.name) == ["a", "f"])
        #expect(form.fields.map { Array($0.value) } == [[], file])
        #expect(form["a"] == "" && form["f"] == nil && form["x"] == nil)
        #expect(form.urlEncoded == Array("a=&f=%00%FF%0D%0Ax--b%0D%0D%0A".utf8))
    }

    @Test("Of a repeated name the first counts, and a quote in a name is one again") func names() throws {
        let form = try #require(read("\(part)\"a%22b\"\r\n\r\n1\r\n\(part)\"a%22b\"\r\n\r\n2\r\n--b--"))
        #expect(form["a\"b"] == "1")
    }

    @Test(
        "A body that is cut, has another boundary or a part without a name is none",
        arguments: [
            "", "--b", "--b\r\n", "--c--", "--b\r\n\r\n1\r\n--b--", "--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--",
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b",
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--bx--",
        ])
    func broken(_ text: String) { #expect(read(text) == nil) }

    @Test("Any damage gives a form or none, never a crash") func damaged() {
        let whole = Array("\(part)\"a\"\r\n\r\n1\r\n\(part)\"f\"; filename=\"x\"\r\n\r\nline\r\nline\r\n--b--\r\n".utf8)
        for end in 0...whole.count {
            #expect((MultipartForm(Array(whole[..<end]), boundary: "b") != nil) == (end >= whole.count - 2))
            for byte: UInt8 in [0x0D, 0x0A, 0x2D, 0x22, 0xFF] where end < whole.count {
                var changed = whole
                changed[end] = byte
                if let form = MultipartForm(changed, boundary: "b") { #expect(form.fields.count <= 2) }
            }
        }
    }

    @Test("The boundary is read bare and in quotes, and one that is too long is none") func boundary() {
        func boundary(_ type: String) -> String? { MultipartForm.boundary([.contentType: type]) }
        #expect(boundary("multipart/form-data; boundary=abc") == "abc")
        #expect(boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"") == "a b")
        #expect(boundary("multipart/form-data") == nil && boundary("multipart/form-data; boundary=") == nil)
        #expect(boundary("multipart/mixed; boundary=abc") == nil && boundary("text/plain; boundary=abc") == nil)
        #expect(boundary("multipart/form-data; boundary=" + String(repeating: "x", count: 71)) == nil)
    }
}
