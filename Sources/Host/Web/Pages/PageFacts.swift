import Hummingbird

/// What every page may show of the request and the one who asks.
struct PageFacts {
    let request: Request
    let context: WebContext
    let catalogue: Catalogue

    /// The names that stand beside a page's own data.
    var names: [String: Any] {
        let session = context.session
        var host: [String: Any] = [
            "language": context.preferences.language, "path": request.uri.path, "query": request.uri.query ?? "",
            "request_id": context.requestId, "can_write": session.map { $0.role >= .user } ?? false,
            "is_operator": session?.tenantKind == .operator,
        ]
        if let session {
            host["tenant"] = ["id": session.tenantId, "name": session.tenantName, "kind": session.tenantKind.rawValue] as [String: Any]
            host["member"] = ["email": session.email, "role": session.role.rawValue] as [String: Any]
        }
        return [
            "t": CatalogueNode(catalogue: catalogue, path: ""), "current_lang": context.preferences.language,
            "csrf_token": session?.csrfToken ?? "", "host": host,
        ]
    }
}
