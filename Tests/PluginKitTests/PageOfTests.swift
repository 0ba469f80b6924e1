import Testing

@testable import PluginKit

@Suite("Which page of a list") struct PageOfTests {
    private static func request(_ path: String, _ query: String) throws -> Request {
        let message = HostMessages.request("list", path: path, query: query)
        return Request(message: OwnedMessage(try message.reading { buffer throws(PluginError) in try MessageReader(buffer) }))
    }

    private static func page(_ query: String, _ path: String = "/test/things") throws -> PageOf { try PageOf(try request(path, query)) }

    @Test("the interface refuses what is no page, and names the parameter")
    func strict() throws {
        let path = "/api/v1/test/things"
        #expect(try Self.page("page=3&per_page=200", path) == PageOf(number: 3, size: 200))
        #expect(try Self.page("", path) == PageOf(number: 1, size: 20))
        for (query, name) in [
            ("page=0", "page"), ("page=-1", "page"), ("page=abc", "page"), ("page=1.5", "page"), ("page=1000001", "page"),
            ("page=99999999999999999999", "page"), ("per_page=0", "per_page"), ("per_page=201", "per_page"), ("per_page=x", "per_page"),
        ] {
            let error = #expect(throws: PluginError.self) { try Self.page(query, path) }
            #expect(error?.code == .invalidArgument && error?.message.hasPrefix(name + ": ") == true, "\(query)")
        }
    }

    @Test("a page for people takes the nearest, and what is no number as not said")
    func nearest() throws {
        for (query, number, size) in [
            ("", 1, 20), ("page=2", 2, 20), ("page=0", 1, 20), ("page=-7", 1, 20), ("page=abc", 1, 20), ("page=", 1, 20),
            ("page=99999999999999999999", 1, 20), ("page=2000000", 1_000_000, 20), ("page=4&per_page=50", 4, 50),
            ("per_page=0", 1, 1), ("per_page=5000", 1, 200), ("per_page=many", 1, 20),
        ] as [(String, Int64, Int64)] {
            #expect(try Self.page(query) == PageOf(number: number, size: size), "\(query)")
        }
    }

    @Test("past the end leads to the last page of the same list, and no further")
    func pastTheEnd() throws {
        func place(_ query: String, total: Int64) throws -> String? {
            let request = try Self.request("/test/things", query)
            let response = try PageOf(request).redirect(request, total: total)
            #expect(response == nil || response?.status == 303)
            return response?.headers.first { $0.name == "location" }?.value
        }
        #expect(try place("page=999", total: 41) == "/test/things?page=3")
        #expect(try place("q=a+%26+b&page=999&state=open", total: 41) == "/test/things?q=a%20%26%20b&state=open&page=3")
        #expect(try place("page=5&per_page=10", total: 41) == nil)
        #expect(try place("page=6&per_page=10", total: 41) == "/test/things?per_page=10&page=5")
        #expect(try place("page=2", total: 0) == "/test/things?page=1")
        #expect(try place("page=1", total: 0) == nil)
        #expect(try place("", total: 1_000) == nil)
    }
}
