import HTTPTypes

/// The cookies of a request; of a repeated name the first. Pure.
struct CookieReader {
    private var values: [String: String] = [:]

    init(_ headers: HTTPFields) {
        for field in headers[values: .cookie] {
            for pair in field.split(separator: ";").prefix(100) {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                let name = parts[0].trimmingSpaces()
                if values[name] == nil { values[name] = parts[1].trimmingSpaces() }
            }
        }
    }

    subscript(_ name: String) -> String? { values[name] }
}
