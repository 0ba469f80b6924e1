import TestSupport
import Testing

@testable import HostEgress

@Suite("URLs, headers and hops")
struct HTTPRulesTests {
    @Test(
        "A URL is read as libcurl reads it",
        arguments: [
            ("https://api.example.org/v1?a=b#part", "https://api.example.org:443"), ("HTTP://API.Example.org", "http://api.example.org:80"),
            ("http://2130706433/", "http://127.0.0.1:80"), ("http://0x7f.1:8080/", "http://127.0.0.1:8080"),
            ("http://[::ffff:127.0.0.1]/", "http://127.0.0.1:80"), ("http://[0:0:0:0:0:0:0:1]:81/", "http://[::1]:81"),
            ("https://example.org:443/", "https://example.org:443"), ("https://%65xample.org/", "https://example.org:443"),
        ])
    func reads(text: String, endpoint: String) throws {
        let url = try CheckedURL(text)
        #expect(url.endpoint.description == endpoint)
        #expect(!url.text.contains("#"))
        // A second reading, as the connection's, finds the same.
        #expect(try CheckedURL(url.text).endpoint == url.endpoint)
    }

    @Test(
        "A URL that could mean something else is refused",
        arguments: [
            "", "api.example.org", "/v1", "ftp://example.org/", "file:///etc/passwd", "http://", "http://user@example.org/",
            "http://user:secret@example.org/", "http://example.org@127.0.0.1/", "http://[fe80::1%25eth0]/", "http://exa mple.org/",
            "http://example.org/\r\nX: y", "http://example.org:0/", "http://example.org:65536/", "http://exämple.org/", "http://%39/",
            "http://%2565xample.org/", "http://example.org%00.evil.net/", "gopher://example.org/", "http://example.org\u{0}/",
            "javascript:alert(1)",
        ])
    func refuses(text: String) {
        #expect(throws: OutgoingError.self) { try CheckedURL(text) }
    }

    @Test("Random bytes as a URL are refused or read the same way twice")
    func randomURLs() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        let parts = Array("htps:/@[]%.0123456789abxf?#&=\\ ~_-é\u{7f}")
        for _ in 0..<20_000 {
            let tail = String((0..<Int.random(in: 0...30, using: &random)).map { _ in parts.randomElement(using: &random)! })
            guard let url = try? CheckedURL("http\(Bool.random(using: &random) ? "s" : "")://" + tail) else { continue }
            let again = try? CheckedURL(url.text)
            #expect(again?.endpoint == url.endpoint, "seed \(seed): \(tail) → \(url.text)")
        }
    }

    @Test("Headers of the host's, names that are no token and values with line ends are refused")
    func headers() {
        #expect(OutgoingHeaderRules.problem([HTTPHeader("X-Key", "a b"), HTTPHeader("Accept", "")]) == nil)
        for name in [
            "Host", "content-length", "Transfer-Encoding", "Connection", "User-Agent", "Proxy-Authorization", "", "a b", "a:b", "a\r\nb",
        ] {
            #expect(OutgoingHeaderRules.problem([HTTPHeader(name, "x")]) != nil, "\(name)")
        }
        for value in ["a\r\nb: c", "a\nb", "a\u{0}b", String(repeating: "a", count: 10_000)] {
            #expect(OutgoingHeaderRules.problem([HTTPHeader("X", value)]) != nil)
        }
        #expect(OutgoingHeaderRules.problem((0...64).map { HTTPHeader("x\($0)", "y") }) != nil)
    }

    @Test("A hop to another origin takes no secret along, and a POST becomes a GET where it must not be repeated")
    func hops() throws {
        let request = OutgoingRequest(
            .post, try CheckedURL("https://a.example.org/x"),
            headers: [
                HTTPHeader("Authorization", "Bearer s"), HTTPHeader("X-Key", "s"), HTTPHeader("Accept", "*/*"),
                HTTPHeader("Content-Type", "text/plain"),
            ],
            body: [1, 2], deadlineNanos: 0)
        let same = RedirectRules.next(request, status: 308, to: try CheckedURL("https://a.example.org/y"))
        #expect(same.method == .post && same.body == [1, 2] && same.headers == request.headers && same.redirects == 4)
        let other = RedirectRules.next(request, status: 307, to: try CheckedURL("https://b.example.org/y"))
        #expect(other.method == .post && other.headers.map(\.name) == ["Accept", "Content-Type"])
        let otherPort = RedirectRules.next(request, status: 307, to: try CheckedURL("https://a.example.org:444/y"))
        #expect(!otherPort.headers.contains { $0.name == "Authorization" })
        let seeOther = RedirectRules.next(request, status: 303, to: try CheckedURL("https://a.example.org/y"))
        #expect(seeOther.method == .get && seeOther.body.isEmpty && !seeOther.headers.contains { $0.name == "Content-Type" })
    }

    @Test("Header lines: interim answers are forgotten, what is no header is left out, too many are too large")
    func answerHead() {
        var head = AnswerHead(maximumBytes: 1_000, maximumLines: 20)
        func take(_ line: String) -> AnswerHead.Verdict { Array(line.utf8).withUnsafeBytes { head.take($0) } }
        for line in [
            "HTTP/1.1 103 Early\r\n", "link: x\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "X-Two:  a b \r\n", "no colon\r\n", "bad name: x\r\n",
            "y:\u{1}\r\n", "Empty:\r\n", "\r\n",
        ] {
            let verdict = take(line)
            #expect(verdict == .goOn)
        }
        let trailer = take("trailer: x\r\n")
        #expect(trailer == .goOn)
        #expect(head.headers == [HTTPHeader("x-two", "a b"), HTTPHeader("empty", "")])
        let later = [take("x: y\r\n"), take(String(repeating: "z", count: 1_001))]
        #expect(later == [.goOn, .tooLarge])
    }
}
