import TestSupport
import Testing

@testable import HostCache

@Suite("REDIS_URL")
struct RedisAddressTests {
    @Test(
        "Every form is read",
        arguments: [
            ("redis://cache.example.org", RedisAddress(way: .tcp(host: "cache.example.org", port: 6_379))),
            ("redis://127.0.0.1:7000/3", RedisAddress(way: .tcp(host: "127.0.0.1", port: 7_000), database: 3)),
            ("redis://[::1]:7000/", RedisAddress(way: .tcp(host: "::1", port: 7_000))),
            ("redis://:p%40ss%3A@h/0", RedisAddress(way: .tcp(host: "h", port: 6_379), password: "p@ss:")),
            ("redis://word@h", RedisAddress(way: .tcp(host: "h", port: 6_379), password: "word")),
            ("redis://h%C3%A4user:a:b@h", RedisAddress(way: .tcp(host: "h", port: 6_379), user: "häuser", password: "a:b")),
            (
                "rediss://u:p@h:6380/1?cacert=/etc/ca.pem",
                RedisAddress(way: .tls(host: "h", port: 6_380), user: "u", password: "p", database: 1, authoritiesFile: "/etc/ca.pem")
            ),
            ("unix:///run/redis/redis.sock", RedisAddress(way: .socket(path: "/run/redis/redis.sock"))),
            ("unix://:pass@/run/redis.sock?db=5", RedisAddress(way: .socket(path: "/run/redis.sock"), password: "pass", database: 5)),
        ])
    func forms(url: String, expected: RedisAddress) throws {
        #expect(try RedisAddress(url: url) == expected)
    }

    @Test(
        "What is wrong is told with what is expected, and never with a password",
        arguments: [
            "", "redis", "redis://", "http://h", "redis://h:0", "redis://h:65536", "redis://h:x", "redis://:sesame@", "redis://:sesame@h/x",
            "redis://:sesame@h/-1", "redis://:sesame@h/70000", "redis://:sesame@h?db=1", "redis://:sesame@h?cacert=/ca.pem", "redis://u:@h",
            "redis://:sesame%zz@h", "redis://:sesame%00@h", "rediss://:sesame@h?cacert=", "unix://run/redis.sock",
            "unix:///\(String(repeating: "x", count: 120))",
            "redis://h/1/2", "redis:// h", "redis://:sesame@h h", "redis://-h", "redis://[zz]",
        ])
    func wrong(url: String) {
        let error = #expect(throws: RedisAddress.URLError.self) { try RedisAddress(url: url) }
        #expect(error?.message.contains("REDIS_URL") == true && error?.message.contains("sesame") == false, "\(error?.message ?? "")")
    }

    @Test("What people see of it holds neither user nor password") func description() throws {
        let address = try RedisAddress(url: "rediss://root:sesame@[::1]:7/2")
        var dumped = ""
        dump(address, to: &dumped)
        for text in ["\(address)", String(reflecting: address), dumped] {
            #expect(!text.contains("sesame") && !text.contains("root"), "\(text)")
        }
        #expect("\(address)" == "rediss://[::1]:7/2")
    }

    @Test("Random changes of a URL never trap") func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let alphabet = Array("redis://:@[]%?&=/.-0aF9\u{7F} unix")
        for _ in 0..<3_000 {
            let url = String((0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
            if let address = try? RedisAddress(url: (Bool.random(using: &random) ? "redis://" : "unix://") + url) {
                #expect((0...65_535).contains(address.database), "seed \(seed)")
            }
        }
    }
}
