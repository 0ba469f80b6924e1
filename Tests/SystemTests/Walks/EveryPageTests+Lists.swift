import Foundation
import Testing

extension SystemTests.EveryPageTests {
    /// An address that names a page which is not there shows one that is. Returns how many of the pages are lists.
    static func expectPagesOfLists(_ member: Client, _ paths: [String]) async throws -> Int {
        var lists = 0
        for path in paths {
            func get(_ page: String) async throws -> Answer {
                try await member.page("\(path)\(path.contains("?") ? "&" : "?")page=\(page)")
            }
            let first = try await get("1")
            #expect(first.status == 200, "\(path): \(first.status)")
            for wrong in ["0", "-3", "abc", "99999999999999999999"] {
                let answer = try await get(wrong)
                #expect(answer.status == 200, "\(path), page \(wrong): \(answer.status)")
            }
            let isList = first.text.contains("pager-note")
            let last = try await get("999")
            if isList { lists += 1 }
            // A list without a row on the page is sent to its first one too.
            guard isList || last.status == 303 else {
                #expect(last.status == 200, "\(path): \(last.status)")
                continue
            }
            #expect(last.status == 303, "\(path): \(last.status)")
            let place = try #require(last.headers["location"], "\(path)")
            #expect(place.contains("page=") && !place.contains("page=999"), "\(place)")
            #expect(try await member.page(place).status == 200, "\(place)")
        }
        return lists
    }
}
