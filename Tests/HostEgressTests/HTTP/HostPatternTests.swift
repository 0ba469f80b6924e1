import TestSupport
import Testing

@testable import HostEgress

@Suite("Granted hosts")
struct HostPatternTests {
    @Test(
        "A pattern is a host, a scheme and a port",
        arguments: [
            ("api.example.org", "https://api.example.org:443"), ("http://api.example.org", "http://api.example.org:80"),
            ("*.example.org:8443", "https://*.example.org:8443"), ("http://10.1.2.3:8080", "http://10.1.2.3:8080"),
            ("[fd00::1]:443", "https://[fd00::1]:443"), ("http://localhost:5001", "http://localhost:5001"),
            ("[0:0:0:0:0:0:0:1]", "https://[::1]:443"),
        ])
    func reads(text: String, canonical: String) throws {
        let pattern = try #require(HostPattern(text))
        #expect(pattern.description == canonical)
        #expect(HostPattern(canonical) == pattern)
    }

    @Test(
        "What is no pattern is refused",
        arguments: [
            "", "*", "*.org", "https://", "API.example.org", "api.example.org/", "api.example.org/v1", "api..example.org", "-a.example.org",
            "a.example.org.", "user@example.org", "example.org:0", "example.org:65536", "example.org:080", "example.org:",
            "ftp://example.org",
            "*.*.example.org", "a.*.example.org", "*.10.1.2.3", "10.1", "0x7f.1", "127.1", "2130706433", "fd00::1", "[fd00::1",
            "[example.org]",
            "[fd00::1%eth0]", "ex ample.org", "exämple.org", "example.org\n",
        ])
    func refuses(text: String) { #expect(HostPattern(text) == nil) }

    @Test("A pattern covers its host, scheme and port, and nothing else")
    func covers() throws {
        let exact = try #require(HostPattern("api.example.org"))
        let beneath = try #require(HostPattern("*.example.org"))
        func end(_ host: String, _ port: UInt16 = 443, _ scheme: HTTPScheme = .https) -> HTTPEndpoint {
            HTTPEndpoint(scheme: scheme, host: host, port: port)
        }
        #expect(exact.covers(end("api.example.org")))
        #expect(!exact.covers(end("api.example.org", 8_443)))
        #expect(!exact.covers(end("api.example.org", 443, .http)))
        #expect(!exact.covers(end("v1.api.example.org")))
        #expect(beneath.covers(end("api.example.org")))
        #expect(beneath.covers(end("a.b.example.org")))
        #expect(!beneath.covers(end("example.org")))
        #expect(!beneath.covers(end(".example.org")))
        #expect(!beneath.covers(end("evilexample.org")))
        #expect(!beneath.covers(end("api.example.org.evil.net")))
        #expect(beneath.covers(exact))
        #expect(!exact.covers(beneath))
        #expect(beneath.covers(try #require(HostPattern("*.b.example.org"))))
        #expect(!beneath.covers(try #require(HostPattern("*.example.org:8443"))))
    }

    @Test("A name beneath a suffix is covered if and only if it ends in a dot and the suffix, whatever labels it has")
    func suffixes() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        let letters = Array("abcxyz09-")
        func label() -> String {
            "a" + String((0..<Int.random(in: 0...5, using: &random)).map { _ in letters.randomElement(using: &random)! }) + "b"
        }
        for _ in 0..<2_000 {
            let suffix = (0..<Int.random(in: 2...4, using: &random)).map { _ in label() }.joined(separator: ".")
            let pattern = try #require(HostPattern("*.\(suffix)"), "seed \(seed)")
            let before = (0..<Int.random(in: 1...3, using: &random)).map { _ in label() }.joined(separator: ".")
            let inside = HTTPEndpoint(scheme: .https, host: "\(before).\(suffix)", port: 443)
            let glued = HTTPEndpoint(scheme: .https, host: before + suffix, port: 443)
            let beyond = HTTPEndpoint(scheme: .https, host: "\(before).\(suffix).\(label())", port: 443)
            #expect(pattern.covers(inside), "seed \(seed)")
            #expect(!pattern.covers(glued) || glued.host.hasSuffix(".\(suffix)"), "seed \(seed)")
            #expect(!pattern.covers(beyond) || beyond.host.hasSuffix(".\(suffix)"), "seed \(seed)")
            // What covers a pattern covers all that the pattern covers.
            if let other = HostPattern("*.\(before).\(suffix)") { #expect(pattern.covers(other), "seed \(seed)") }
        }
    }
}
