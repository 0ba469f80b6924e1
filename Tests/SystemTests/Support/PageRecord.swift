/// What the browser's events told of one tab: what failed, and which requests are under way.
struct PageRecord: Sendable {
    private var complaints: [String] = []
    private var requests: [String: (address: String, document: String)] = [:]

    /// Addresses that are still being loaded; a stream of events, which never ends, is none of them.
    var underWay: [String] { requests.values.map(\.address).sorted() }

    mutating func takeComplaints() -> [String] {
        defer { complaints = [] }
        return complaints
    }

    /// Takes in an event of the domains Page, Runtime, Log and Network.
    mutating func take(_ method: String, _ event: JSON) {
        let request = event["requestId"].text
        switch method {
        case "Runtime.exceptionThrown":
            let details = event["exceptionDetails"]
            complaints.append("script: \(details["text"].text) \(details["exception"]["description"].text) \(details["url"].text)")
        case "Runtime.consoleAPICalled":
            guard ["error", "assert"].contains(event["type"].text) else { return }
            complaints.append("console: " + event["args"].items.map { $0["description"].text + $0["value"].text }.joined(separator: " "))
        case "Log.entryAdded":
            let entry = event["entry"]
            // Those of the network are told below, with their address.
            guard entry["level"].text == "error", entry["source"].text != "network" else { return }
            complaints.append("\(entry["source"].text): \(entry["text"].text) \(entry["url"].text)")
        case "Network.requestWillBeSent":
            guard event["type"].text != "EventSource" else { return }
            requests[request] = (event["request"]["url"].text, event["loaderId"].text)
        case "Page.frameNavigated":
            // What the page before asked for is told of no more.
            guard event["frame"]["parentId"].text.isEmpty else { return }
            requests = requests.filter { $0.value.document == event["frame"]["loaderId"].text }
        case "Network.responseReceived":
            let answer = event["response"]
            if let status = answer["status"].integer, status >= 400 { complaints.append("\(status): \(answer["url"].text)") }
        case "Network.loadingFinished": requests[request] = nil
        case "Network.loadingFailed":
            let address = requests.removeValue(forKey: request)?.address ?? event["type"].text
            // Whoever leaves a page leaves its requests too.
            guard event["canceled"].truth != true, event["errorText"].text != "net::ERR_ABORTED" else { return }
            complaints.append("load: \(event["errorText"].text) \(event["blockedReason"].text) \(address)")
        default: return
        }
    }
}
