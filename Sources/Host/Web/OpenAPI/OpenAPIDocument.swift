/// OpenAPI 3.1, made from the tables that route, so that it can't tell of what is not there. Pure.
struct OpenAPIDocument {
    let version: String
    let hostRoutes: [HostRoute]
    let plugins: [PluginDescription]

    var json: JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for route in hostRoutes {
            guard let documentation = route.documentation else { continue }
            paths[route.path, default: [:]][route.method.rawValue.lowercased()] = operation(route, documentation)
        }
        for plugin in plugins {
            for route in plugin.routes where !route.isPage {
                paths[route.path, default: [:]][route.method.lowercased()] = operation(route, of: plugin)
            }
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "HashInsight", "version": .string(version),
                "description":
                    "Another tenant's row is 404; a plugin that is not enabled is 404; a role too low is 403; no session is 401.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "paths": .object(paths.mapValues { .object($0) }),
            "components": [
                "schemas": ["Problem": Schemas.problem],
                "securitySchemes": [
                    "session": ["type": "apiKey", "in": "cookie", "name": "hashinsight_session"],
                    "csrf": ["type": "apiKey", "in": "header", "name": "X-CSRF-Token"],
                ],
                "responses": [
                    "Problem": [
                        "description": "RFC 9457",
                        "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
                    ]
                ],
            ],
        ]
    }

    private func operation(_ route: HostRoute, _ documentation: RouteDocumentation) -> JSONValue {
        var success: JSONValue = ["description": .string(documentation.summary)]
        if documentation.success != 204 {
            success = [
                "description": .string(documentation.summary),
                "content": .object([documentation.contentType: ["schema": documentation.answer]]),
            ]
        }
        var members: [String: JSONValue] = [
            "operationId": .string(Self.identifier(route.method.rawValue, route.path)), "summary": .string(documentation.summary),
            "tags": [.string(documentation.tag)],
            "responses": [String(documentation.success): success].asResponses,
            "parameters": .array(Self.pathParameters(route.path) + documentation.query.map(Self.queryParameter)),
            "security": .array(Self.security(isOpen: route.access == .open, method: route.method.rawValue)),
        ]
        if let body = documentation.body {
            members["requestBody"] = ["required": true, "content": ["application/json": ["schema": body]]]
        }
        return .object(members)
    }

    private func operation(_ route: PluginRouteDescription, of plugin: PluginDescription) -> JSONValue {
        let summary = route.summary ?? route.name.split(separator: "_").joined(separator: " ")
        return [
            "operationId": .string("\(plugin.id)_\(route.name)"), "summary": .string(summary), "tags": [.string(plugin.id)],
            "description": .string("Needs the role \(route.minimumRole.rawValue) or above, and the plugin enabled."),
            "responses": [
                "200": ["description": .string(summary), "content": ["application/json": ["schema": ["type": ["object", "array"]]]]]
            ]
            .asResponses,
            "parameters": .array(Self.pathParameters(route.path)),
            "security": .array(Self.security(isOpen: false, method: route.method)),
        ]
    }

    private static func security(isOpen: Bool, method: String) -> [JSONValue] {
        if isOpen { return [] }
        return method == "GET" ? [["session": []]] : [["session": [], "csrf": []]]
    }

    private static func pathParameters(_ path: String) -> [JSONValue] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { segment in
            ["name": .string(String(segment.dropFirst().dropLast())), "in": "path", "required": true, "schema": ["type": "string"]]
        }
    }

    private static func queryParameter(_ name: String) -> JSONValue {
        let schema: JSONValue =
            switch name {
            case "page": ["type": "integer", "minimum": 1, "default": 1]
            case "per_page": ["type": "integer", "minimum": 1, "maximum": .int(Paging.maximumPerPage), "default": 20]
            case "enable": ["type": "boolean"]
            default: ["type": "string"]
            }
        return ["name": .string(name), "in": "query", "required": false, "schema": schema]
    }

    private static func identifier(_ method: String, _ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "api" && $0 != "v1" }.map {
            $0.filter { $0.isLetter || $0.isNumber || $0 == "_" }
        }
        return ([method.lowercased()] + parts).joined(separator: "_").replacing(".", with: "_")
    }
}

extension [String: JSONValue] {
    /// These responses, and problems for all else.
    fileprivate var asResponses: JSONValue {
        .object(merging(["default": ["$ref": "#/components/responses/Problem"]]) { own, _ in own })
    }
}
