/// Which page of a list is asked for. Pure.
public struct PageOf: Equatable, Sendable {
    /// From 1.
    public let number: Int64
    /// 1 to 200.
    public let size: Int64

    private static let numbers: ClosedRange<Int64> = 1...1_000_000
    private static let sizes: ClosedRange<Int64> = 1...200
    private static let usualSize: Int64 = 20

    /// Reads `page` and `per_page`. The interface throws `.invalidArgument` for what is out of range; a page for people, whose address may be
    /// old or typed, takes the nearest that there is, and what is no number as not said.
    public init(_ request: Request) throws(PluginError) {
        if request.isPage {
            number = Self.nearest(request.text("page"), in: Self.numbers) ?? 1
            size = Self.nearest(request.text("per_page"), in: Self.sizes) ?? Self.usualSize
        } else {
            number = try request.integer("page", in: Self.numbers) ?? 1
            size = try request.integer("per_page", in: Self.sizes) ?? Self.usualSize
        }
    }

    /// A page by its number and size.
    public init(number: Int64, size: Int64) {
        self.number = number
        self.size = size
    }

    /// Rows before the page.
    public var offset: Int64 { (number - 1) * size }

    /// Pages of so many rows, one at least.
    public func pageCount(of total: Int64) -> Int64 { max(1, total / size + (total % size > 0 ? 1 : 0)) }

    /// Writes the fields that every list ends with.
    public func write(total: Int64, to json: inout JSONWriter) {
        json.field("total", total)
        json.field("page", number)
        json.field("per_page", size)
    }

    /// Sends whoever reads a list of so many rows to its last page; nil where the page that was asked for is there.
    ///
    /// Rows are deleted, and lists narrowed, while somebody has an address with a page's number.
    public func redirect(_ request: Request, total: Int64) -> Response? {
        let last = pageCount(of: total)
        guard number > last else { return nil }
        let items = request.query.filter { $0.name != "page" } + [("page", String(last))]
        let query = items.map { "\(QueryString.encode($0.name))=\(QueryString.encode($0.value))" }.joined(separator: "&")
        return .redirect(to: "\(request.path)?\(query)")
    }

    private static func nearest(_ text: String?, in range: ClosedRange<Int64>) -> Int64? {
        text.flatMap { Int64($0) }.map { min(max($0, range.lowerBound), range.upperBound) }
    }
}
