/// A browser and system in words, from what a browser says of itself. Pure; a hint for people, never for decisions.
enum UserAgentName {
    static func short(_ agent: String) -> String {
        let browsers = [
            ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
        ]
        let systems = [
            ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
            ("Linux", "Linux"),
        ]
        let browser = browsers.first { agent.contains($0.0) }?.1
        let system = systems.first { agent.contains($0.0) }?.1
        let known = [browser, system].compactMap(\.self)
        return known.isEmpty ? String(agent.prefix(40)) : known.joined(separator: ", ")
    }
}
