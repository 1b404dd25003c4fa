package paper

import (
	"cmp"
	"slices"
	"strings"
)

// Machines is what the publisher says to programs that read the paper. All of it is public; the zero value is what a
// new paper says.
type Machines struct {
	Crawlers Preset        `json:"crawlers,omitempty"` // "" is SearchOnly
	Open     []CrawlerKind `json:"open,omitempty"`     // with OwnChoice: the kinds that may read
	Licence  string        `json:"licence,omitempty"`  // address of the page that says how a licence is had, "" for none
	Security string        `json:"security,omitempty"` // e-mail or address that a hole is told to, "" for none
	Trust    string        `json:"trust,omitempty"`    // text of trust.txt, "" for no such file
	Ads      string        `json:"ads,omitempty"`      // text of ads.txt, "" for no such file

	// Pages says which standing page holds each of the paper's principles, by Principle.
	Pages map[Principle]string `json:"pages,omitempty"`
}

// Principle is what a page says of how the paper works.
type Principle string

// Principles are those that a page may hold, by the words of schema.org for what readers are told of a news house. The
// page on corrections is Settings.Policy.
var Principles = []Principle{
	"publishingPrinciples", "ethicsPolicy", "ownershipFundingInfo", "masthead", "missionCoveragePrioritiesPolicy",
	"verificationFactCheckingPolicy", "unnamedSourcesPolicy", "actionableFeedbackPolicy", "diversityPolicy",
}

// Preset is a choice of which crawlers may read.
type Preset string

// The presets.
const (
	EveryCrawler Preset = "all"
	SearchOnly   Preset = "search"
	NoCrawler    Preset = "none"
	OwnChoice    Preset = "own"
)

// Presets are all of them, the most open first.
var Presets = []Preset{EveryCrawler, SearchOnly, NoCrawler, OwnChoice}

// CrawlerKind says what a crawler reads for.
type CrawlerKind string

// The kinds of crawlers.
const (
	Searchers CrawlerKind = "search"   // engines that lead readers to the paper
	Previews  CrawlerKind = "previews" // the card of a link that somebody passed on
	Archives  CrawlerKind = "archives" // libraries of the web
	Answers   CrawlerKind = "answers"  // assistants and agents that answer in the place of the paper
	Training  CrawlerKind = "training" // models that are trained, and sellers of what they are trained on
	Marketing CrawlerKind = "seo"      // tools that measure sites for others
)

// CrawlerKinds are all kinds.
var CrawlerKinds = []CrawlerKind{Searchers, Previews, Archives, Answers, Training, Marketing}

// opens is the table of the presets.
var opens = map[Preset][]CrawlerKind{
	EveryCrawler: CrawlerKinds,
	SearchOnly:   {Searchers, Previews, Archives},
	NoCrawler:    nil,
}

// Opened are the kinds that may read the paper, in the order of CrawlerKinds.
func (m Machines) Opened() []CrawlerKind {
	if m.Crawlers == OwnChoice {
		return slices.DeleteFunc(slices.Clone(CrawlerKinds), func(k CrawlerKind) bool { return !slices.Contains(m.Open, k) })
	}
	return opens[m.Preset()]
}

// Opens tells whether a kind may read the paper.
func (m Machines) Opens(k CrawlerKind) bool { return slices.Contains(m.Opened(), k) }

// Reserved tells whether mining the paper's texts is reserved (Directive (EU) 2019/790, article 4): whoever may not
// train models may not mine either, so that no two answers of the paper differ.
func (m Machines) Reserved() bool { return !m.Opens(Training) }

// KindOf finds the kind of a crawler by the name that it gives in robots.txt; false for one that is not known, which
// may read as long as any crawler may.
func KindOf(crawler string) (CrawlerKind, bool) {
	for _, k := range CrawlerKinds {
		if slices.ContainsFunc(Crawlers[k], func(name string) bool { return strings.EqualFold(name, crawler) }) {
			return k, true
		}
	}
	return "", false
}

// Crawlers are the known crawlers of each kind, as they call themselves. What a crawler says it reads for decides; one
// that says several things stands under the one that takes most.
var Crawlers = map[CrawlerKind][]string{
	Searchers: {
		"Googlebot", "Googlebot-News", "Googlebot-Image", "Bingbot", "Applebot", "DuckDuckBot", "YandexBot", "Baiduspider", "Slurp",
		"Qwantbot", "MojeekBot", "SeznamBot", "Yeti", "Bravebot", "PetalBot",
	},
	Previews: {
		"facebookexternalhit", "Twitterbot", "LinkedInBot", "Slackbot", "Slackbot-LinkExpanding", "Discordbot", "TelegramBot", "WhatsApp",
		"Pinterestbot", "redditbot", "Mastodon", "Bluesky Cardyb",
	},
	Archives: {"archive.org_bot", "ia_archiver", "heritrix", "arquivo-web-crawler", "NLUX_IAHarvester", "bnf.fr_bot"},
	Answers: {
		"AddSearchBot", "AI2Bot-DeepResearchEval", "aiHitBot", "amazon-kendra", "amazon-QBusiness", "Amazonbot", "AmazonBuyForMe", "Amzn-SearchBot",
		"Amzn-User", "Andibot", "Anomura", "Aranet-SearchBot", "atlassian-bot", "AzureAI-SearchBot", "bedrockbot", "bigsur.ai", "BuddyBot",
		"Channel3Bot", "ChatGPT Agent", "ChatGPT-User", "Claude-Code", "Claude-SearchBot", "Claude-User", "Claude-Web", "Cloudflare-AutoRAG", "Code",
		"cohere-ai", "Cursor", "Devin", "DuckAssistBot", "ExaSearchBot", "GeistHaus-PageFetcher", "Gemini-Deep-Research", "Google-Agent",
		"Google-Firebase", "Google-Gemini-CLI", "Google-NotebookLM", "GoogleAgent-Mariner", "GoogleAgent-URLContext", "iAskBot", "iaskspider",
		"iaskspider/2.0", "kagi-fetcher", "Kimi-User", "KlaviyoAIBot", "LinerBot", "Linguee Bot", "LinkupBot", "Manus-User", "meta-externalfetcher",
		"meta-webindexer", "MistralAI-User", "MistralAI-User/1.0", "NotebookLM", "NovaAct", "OAI-SearchBot", "opencode", "Operator",
		"Perplexity-User", "PerplexityBot", "PhindBot", "Poggio-Citations", "QualifiedBot", "QuillBot", "quillbot.com", "Reflectionbot", "Shap-User",
		"Thinkbot", "TongyiBot", "Trae", "TwinAgent", "UseAI", "wpbot", "WRTNBot", "YaK", "YiyanBot", "YouBot", "ZanistaBot",
	},
	Training: {
		"AgentTimes", "AI2Bot", "Ai2Bot-Dolma", "AIWebIndex", "anthropic-ai", "ApifyBot", "ApifyWebsiteContentCrawler", "Applebot-Extended", "Awario",
		"Brightbot", "Brightbot 1.0", "Bytespider", "CCBot", "ChatGLM-Spider", "ClaudeBot", "CloudVertexBot", "cohere-training-data-crawler",
		"Cotoyogi", "CragCrawler", "Crawl4AI", "Crawlspace", "Datenbank Crawler", "DeepSeekBot", "Diffbot", "Echobot Bot", "EchoboxBot", "ExaBot",
		"FacebookBot", "Factset_spyderbot", "FirecrawlAgent", "FriendlyCrawler", "Google-CloudVertexBot", "Google-Extended", "GoogleOther",
		"GoogleOther-Image", "GoogleOther-Video", "GPTBot", "HenkBot", "ICC-Crawler", "ImagesiftBot", "imageSpider", "img2dataset",
		"ISSCyberRiskCrawler", "Kangaroo Bot", "KunatoCrawler", "laion-huggingface-processor", "LAIONDownloader", "LCC", "Lightpanda",
		"meta-externalagent", "Mozilla-Tabstack", "MyCentralAIScraperBot", "NagetBot", "netEstate Imprint Crawler", "newsai", "omgili", "omgilibot",
		"OpenAI", "PanguBot", "Panscient", "panscient.com", "Poseidon Research Crawler", "Querit-SearchBot", "QueritBot", "SBIntuitionsBot",
		"Scrapy", "ShapBot", "Sidetrade indexer bot", "Spider", "TavilyBot", "Terra Cotta", "TerraCotta", "TikTokSpider", "Timpibot",
		"VelenPublicWebCrawler", "WARDBot", "Webzio-Extended", "YandexAdditional", "YandexAdditionalBot",
	},
	Marketing: {
		"AhrefsBot", "SemrushBot", "SemrushBot-OCOB", "SemrushBot-SWA", "MJ12bot", "DotBot", "rogerbot", "BLEXBot", "DataForSeoBot",
		"Screaming Frog SEO Spider", "serpstatbot", "SEOkicks",
	},
}

// Preset is the choice that stands, which is SearchOnly as long as nobody chose.
func (m Machines) Preset() Preset { return cmp.Or(m.Crawlers, SearchOnly) }
