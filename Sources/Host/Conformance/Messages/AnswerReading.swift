import HostPlugins
import PluginABI

/// Reads answers as the host does, and a little more strictly.
enum AnswerReading {
    /// - Throws: ``MessageError`` naming what is wrong.
    static func check(_ answer: [UInt8], of work: Work, templates: Set<String>) throws(MessageError) {
        guard let wrong = problem(answer, of: work, templates) else { return }
        throw wrong
    }

    private static func problem(_ answer: [UInt8], of work: Work, _ templates: Set<String>) -> MessageError? {
        answer.withUnsafeBytes { bytes -> MessageError? in
            do throws(MessageError) {
                let reader = try MessageReader(bytes)
                guard Int(reader.kind) == work.answerKind else {
                    return MessageError("the answer is of kind \(reader.kind), expected \(work.answerKind)")
                }
                guard case .route(let route) = work.kind else {
                    _ = try PluginJobAnswer(reader)
                    return nil
                }
                return contents(try PluginHTTPAnswer(reader), route, templates)
            } catch {
                return error
            }
        }
    }

    private static func contents(_ answer: PluginHTTPAnswer, _ route: Route, _ templates: Set<String>) -> MessageError? {
        switch answer.content {
        case .template(let name, let data):
            if !templates.contains(name) { return MessageError("the answer names the template \(name), which the bundle does not have") }
            if !JSONShape.isObject(data) { return MessageError("the data of the template \(name) is no JSON object") }
            if !route.isPage { return MessageError("a template answers a route that the manifest does not call a page") }
        case .body(let body):
            let isJSON = answer.contentType.lowercased().hasPrefix("application/json")
            if isJSON, !body.isEmpty, (try? JSONValue.parse(body)) == nil {
                return MessageError("the body says application/json and is none")
            }
        }
        return nil
    }
}
