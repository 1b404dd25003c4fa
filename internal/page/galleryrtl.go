package page

import (
	"html/template"
	"reflect"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/prose"
)

// GalleryRightToLeft is one of each page again, as an Arabic paper has it.
func GalleryRightToLeft() map[string]Page {
	all := map[string]Page{}
	gallery := Gallery()
	for _, name := range []string{
		"home", "section", "month", "latest", "story", "opinion", "pictures", "sponsored", "corrected", "tall", "unpictured", "author", "topic",
		"standing", "search", "search-none", "corrections", "not-found", "gone", "closed", "failed",
	} {
		p := gallery[name]
		a := arabic{}
		a.value(reflect.ValueOf(p).Elem())
		f := p.frame()
		f.Lang, f.Paper = "ar", arabicFrame("").Paper
		all[name+"-rtl"] = p
	}
	return all
}

// arabic puts Arabic words in the place of those of the gallery. Each value keeps its shape.
type arabic struct{}

// said are the words that stand in for others, by field; those of a name follow each other.
var said = map[string][]string{
	"Headline": {
		"الجسر الدوار يفتح من جديد بعد أحد عشر أسبوعًا والعبّارات تتأخر منذ اليوم الأول", "المشتري يعد بإبقاء قارب الشتاء",
		"العيادة الليلية تبقى مفتوحة حتى الربيع", "العاصفة تهدم الرصيف للمرة الثانية في خمس سنوات", "السوق ينتقل إلى رصيف السمك يوم السبت", "فريق التجديف يفوز بفارق ضئيل",
	},
	"Standfirst":  {"عبرت أول شاحنة في السادسة صباحًا، ويقول مدير المرفأ إن الجدول يحتاج إلى أسبوعين.", "رسالة إلى العاملين تسمي ثلاثة خطوط تبقى، وتسكت عن الرابع."},
	"Description": {"العمل والتجارة وأسعار الأشياء بين المرفأ والتلال."},
	"Person":      {"سلمى الحداد", "كريم العلي", "ليلى منصور", "يوسف الخطيب"},
	"Title":       {"مراسلة المرفأ والاقتصاد"},
	"About":       {"تكتب عن المرفأ وما يمر به منذ سنوات."},
	"Text":        {"ذكرت نسخة سابقة عدد الدقائق خطأً."},
	"Was":         {"تسع عشرة دقيقة"},
	"Now":         {"إحدى عشرة دقيقة"},
	"Alt":         {"الجسر عند الفجر كما يُرى من الرصيف"},
	"Caption":     {"الجسر عند الفجر كما يُرى من الرصيف."},
	"Credit":      {"رسم: بريد المرفأ"},
	"PaidBy":      {"مخازن المرفأ وأبناؤه"},
	"Name":        {"أخبار", "العالم", "اقتصاد", "صحة", "رياضة", "محاكم", "ثقافة", "تقنية", "رأي"},
}

func (a arabic) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type().Elem().PkgPath() == reflect.TypeFor[Picture]().PkgPath() {
			own := reflect.New(v.Type().Elem()) // pictures and people are shared
			own.Elem().Set(v.Elem())
			v.Set(own)
			a.value(own.Elem())
		}
	case reflect.Slice:
		if v.Len() == 0 || v.Type() == reflect.TypeFor[[]Cut]() {
			return
		}
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		v.Set(own)
		for i := range v.Len() {
			a.value(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			a.field(v.Type(), v.Type().Field(i).Name, v.Field(i))
		}
	}
}

func (a arabic) field(of reflect.Type, name string, v reflect.Value) {
	switch {
	case of == reflect.TypeFor[Hit]() && name == "Headline":
		v.SetZero() // its pieces would be those of other words
	case v.Type() == reflect.TypeFor[template.HTML]():
		v.Set(reflect.ValueOf(arabicText()))
	case v.Kind() != reflect.String:
		if name != "Facets" && v.CanSet() && !strings.HasPrefix(of.String(), "time.") {
			a.value(v)
		}
	case v.Len() == 0 || of == reflect.TypeFor[Facet]() || of == reflect.TypeFor[article.Piece]():
	case of == reflect.TypeFor[Person]() && name == "Name":
		v.SetString(a.next("Person", v.String()))
	case said[name] != nil:
		v.SetString(a.next(name, v.String()))
	}
}

// next gives the same words for the same.
func (a arabic) next(name, of string) string {
	sum := 0
	for _, r := range of {
		sum = (sum*31 + int(r)) % 9973
	}
	return said[name][sum%len(said[name])]
}

func arabicText() template.HTML {
	return rendered(prose.Doc("", "",
		p("عبرت أول شاحنة في السادسة صباحًا وأضواؤها مضاءة وعلى نافذتها علم من ورق. وانتظرت خلفها أربعون سيارة وحافلتان ورجل معه عربة يد قال إنهم وعدوه بأن يكون الأول."),
		prose.P(prose.T("قال مدير المرفأ "), prose.T("كول داناج", prose.Em()), prose.T(": «يتحرك كما ينبغي، وما لا يفعله بعد هو أن يلتزم بجدول».")),
		prose.H(2, prose.T("ما الذي تعطل")),
		p("كان ذلك يوم الاثنين الحادي عشر منذ تشقق المحمل على الدعامة الشمالية وبقي الجسر مفتوحًا للسفن مغلقًا أمام كل ما عداها. أحد عشر أسبوعًا دارت المدينة حول أمبري، تسعة عشر ميلًا بدل مئتي ياردة."),
		prose.Quote("مدير المرفأ", "في جلسة المجلس", p("كنا نعرف في الربيع، وكتبنا ذلك في الربيع.")),
		prose.Pull("", prose.T("تسعة عشر ميلًا بدل مئتي ياردة")),
		p("يجتمع المجلس من جديد يوم الخميس.")), "ar")
}
