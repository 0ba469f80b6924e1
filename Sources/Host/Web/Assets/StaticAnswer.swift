import HTTPTypes
import Hummingbird

/// The answer for a static file: by hash for a year if the address carries the hash, else asked again each time.
enum StaticAnswer {
    static func response(_ file: StaticFile, request: Request) -> Response {
        let tag = "\"\(file.hash)\""
        let isPinned = request.uri.queryParameters["v"].map { $0 == file.hash } ?? false
        var headers: HTTPFields = [
            .eTag: tag, .cacheControl: isPinned ? "public, max-age=31536000, immutable" : "no-cache", .vary: "Accept-Encoding",
            .contentType: file.mediaType,
        ]
        let known = request.headers[.ifNoneMatch] ?? ""
        if known == "*" || known.split(separator: ",").contains(where: { $0.trimmingSpaces() == tag || $0.trimmingSpaces() == "W/\(tag)" })
        {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        if let gzip = file.gzipBody, request.headers[.acceptEncoding]?.contains("gzip") ?? false {
            headers[.contentEncoding] = "gzip"
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: gzip))
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: file.body))
    }
}
