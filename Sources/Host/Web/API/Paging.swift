import Hummingbird

/// `page` and `per_page` of a list.
struct Paging: Equatable {
    let page: Int
    let perPage: Int

    static let maximumPerPage = 200

    /// - Throws: `ProblemError` 400 naming the parameter.
    init(_ request: Request) throws(ProblemError) {
        let query = FormBody(request.uri.query ?? "")
        page = try Self.number(query["page"], name: "page", fallback: 1, maximum: 1_000_000)
        perPage = try Self.number(query["per_page"], name: "per_page", fallback: 20, maximum: Self.maximumPerPage)
    }

    /// The part of a list that is on this page; empty past the end.
    func slice<Element>(_ elements: [Element]) -> [Element] { Array(elements.dropFirst((page - 1) * perPage).prefix(perPage)) }

    private static func number(_ text: String?, name: String, fallback: Int, maximum: Int) throws(ProblemError) -> Int {
        guard let text else { return fallback }
        guard let number = Int(text), (1...maximum).contains(number) else {
            throw ProblemError(
                .badRequest, code: "invalid_parameter", detail: "\(name) must be a whole number from 1 to \(maximum).",
                fields: [name: "1…\(maximum)"])
        }
        return number
    }
}
