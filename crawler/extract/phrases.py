"""The words by which `furniture` knows pointers, calls and credits, in the languages that presswatch reads.

Phrases are lower case; `(a|b|)` stands for a, b or nothing. Those behind `UNSURE` may begin a sentence of
an article as well and count only if they stand alone or introduce a link.
"""

from typing import Final

POINTERS: Final = """
related (articles|article|stories|story|news|coverage|content|topics|topic|posts|post|reading|links|link|video|videos|)
(|also )read (also|too|next|more|more about|more on|more here|this also|the full story|)
reading more; see also; recommended (reading|stories|for you|articles|); most read; further reading; up next; next article; in case you missed it
(you |)(may|might) also (like|be interested in); editor's (picks|pick|choice); editors' picks; editors picks; continue reading; what to read next
lesen sie (auch|dazu|dazu auch|mehr|mehr dazu|mehr zum thema|hier|hier mehr|weiter); (auch|jetzt) lesen; auch interessant; mehr (zum thema|dazu|zu diesem thema|lesen)
das könnte (sie|dich|ihnen|dir) (auch |)(interessieren|gefallen); passende artikel; passend dazu; passend zum thema; weitere (artikel|themen|nachrichten|meldungen|informationen) (zum thema|)
weiterlesen; siehe auch; lies auch; lest auch; hören sie auch; sehen sie auch; empfohlener (redaktioneller |)inhalt; empfohlener artikel; meistgelesen; meistgelesene artikel
(à|a) lire (aussi|également|ensuite|plus tard|); lire (aussi|également|la suite|plus); lisez aussi; voir aussi; sur le même (sujet|thème); pour aller plus loin
(article|articles|sujet|sujets) (lié|liés|connexe|connexes|associé|associés); (à|a) (voir|découvrir|écouter) (aussi|également); plus d'articles; les plus lus
lea (también|además|más); lee (también|además|más); leer (también|más); (te|le) puede interesar; también te puede interesar; también puedes leer; vea también; ver también
(noticias|noticia|artículos|artículo|contenidos|temas) (relacionadas|relacionados|relacionada|relacionado); leia (também|mais); ler mais; veja (também|mais); saiba mais
(notícias|artigos|conteúdos|matérias) (relacionadas|relacionados); mais lidas; llegeix també; mira també; le tamén; mira también; puedes leer
leggi (anche|pure|tutto|di più); per approfondire; (articoli|notizie|contenuti) (correlati|correlate); ti (potrebbe|potrebbero) (anche |)interessare; vedi anche; guarda anche; potrebbe interessarti (anche|)
lees (ook|meer|verder|hier|hier meer); ook interessant; bekijk ook; gerelateerd (artikel|nieuws|); gerelateerde (artikelen|nieuws); meer lezen; luister ook
läs (också|även|mer); se också; se även; se også; relaterat; les også; les mer; relaterte saker; relaterte artikler; læs også; læs mere; relaterede artikler
lue (myös|lisää); katso myös; loe ka; loe veel; loe lisaks; lesa meira; lestu líka; lestu meira
czytaj (też|także|również|więcej|dalej); zobacz (też|także|również|więcej); przeczytaj (też|także|również); więcej na ten temat; powiązane artykuły; powiązane
čtěte (také|též|více|i); přečtěte si (také|i|); související (články|témata|); viz také; čítajte (aj|tiež|viac); prečítajte si (aj|tiež); súvisiace (články|); preberite (tudi|še|več)
pročitajte (još|i|više); čitajte (još|više); pročitaj (još|i); povezane vijesti; povezane vesti; povezani članci; vezane vijesti; прочитајте (још|и); прочитај повеќе; прочитајте повеќе
olvassa el ezt is; olvasta már; olvass tovább; olvasson tovább; olvassa tovább; kapcsolódó (cikk|cikkek|cikkünk|hírek|anyagok|)
citește (și|mai mult|continuarea); citeşte (şi|mai mult); vezi și; vezi şi; lexo (edhe|më shumë); taip pat skaitykite; skaitykite (taip pat|daugiau); lasi arī; lasiet arī; lasi vairāk
читайте (также|ещё|еще|далее|подробнее|по теме|больше|також|ще|далі); читать (также|ещё|еще|далее|подробнее|по теме|больше); смотрите также; материалы по теме; ещё по теме; еще по теме
другие новости; также по теме; похожие новости; похожие материалы; дивіться також; більше за темою; чытайце таксама; чытайце яшчэ; прочетете (още|и); вижте (още|също|и); още по темата
тағы оқыңыз; оқи отырыңыз
διαβάστε (επίσης|ακόμα|ακόμη|περισσότερα|); δείτε (επίσης|ακόμα); σχετικά (άρθρα|νέα); σχετικό άρθρο
devamını (oku|okuyun); ilgili (haber|haberler); ayrıca (bakınız|okuyun); bunları da okuyun; bu haber de ilginizi çekebilir; ilginizi çekebilir; öne çıkan haberler; haberin devamı; haberin devamını oku
okumaya devam (et|edin); həmçinin oxuyun; oxşar xəbərlər; əlaqəli xəbərlər
(اقرأ|اقرا|إقرأ|اقرئي|اقرأوا|اقرؤوا) (أيضا|أيضًا|أيضاً|ايضا|ايضاً|المزيد|كذلك); (مواضيع|أخبار|مقالات|موضوعات) (ذات صلة|متعلقة|مرتبطة); ذات صلة; (شاهد|شاهدوا) (أيضا|أيضًا|أيضاً|ايضا); طالع أيضا; طالع أيضاً
بیشتر بخوانید; همچنین بخوانید; اخبار مرتبط; مطالب مرتبط; مزید پڑھیں; یہ بھی پڑھیں; متعلقہ خبریں; קראו (גם|עוד); קרא (גם|עוד); כתבות קשורות; עוד בנושא; לקריאה נוספת
相关阅读; 相关新闻; 相关链接; 相关报道; 相关文章; 相关推荐; 相關閱讀; 相關新聞; 相關連結; 相關報導; 相關文章; 延伸阅读; 延伸閱讀; 推荐阅读; 推薦閱讀; 更多新闻; 更多新聞; 更多报道; 更多報導; 点击阅读; 看更多
関連記事; 関連ニュース; 関連リンク; 関連特集; 【関連記事】; あわせて読みたい; 続きを読む; おすすめ記事; 관련 기사; 관련기사; 관련 뉴스; 관련뉴스; 관련 글; 함께 보면 좋은 기사; 함께 읽을 기사; 추천 기사; 추천기사
यह भी पढ़ें; यह भी पढ़ें; ये भी पढ़ें; ये भी पढ़ें; इसे भी पढ़ें; और पढ़ें; और पढ़ें; आगे पढ़ें; संबंधित खबरें; संबंधित समाचार; আরও পড়ুন; আরও পড়ুন; আরো পড়ুন; আরো পড়ুন; மேலும் படிக்க; மேலும் வாசிக்க
baca (juga|selengkapnya|selanjutnya|lainnya); berita terkait; artikel terkait; simak juga; lihat juga; xem thêm; đọc thêm; tin liên quan; bài liên quan
อ่านเพิ่มเติม; อ่านต่อ; ข่าวที่เกี่ยวข้อง; soma pia; soma zaidi; basahin din
"""
UNSURE: Final = """
more (on|from|about|in|news|stories|coverage|top stories); read; watch (also|more|now|next|below|the video|the full video|); listen (also|now|here|); trending (now|); keep reading; explore more; learn more; don't miss; must read; must-read
popular now; popular stories; latest (news|stories|headlines); top stories; see more; interessant; themen; themenschwerpunkt; zum thema; mehr aus; mehr news; mehr nachrichten; notre dossier; voir plus
más (información|noticias|sobre); mais (notícias|sobre); ver más; puede leer; meer (over|nieuws); polecamy; подробнее; по теме; рекомендуем; до теми; за темою; більше новин; още от; pilihan editor; siste nytt
öne çıkan; öne çıkanlar; daha fazla (oku|haber|); المزيد (من|حول|عن|); للمزيد; おすすめ; 더 보기; 더보기; 더 읽기; 更多阅读
"""
CALLS: Final = """
advertisement; advert; ad; ads; sponsored (content|); paid content; article continues below (advertisement|this ad|); article continues after advertisement; story continues below (advertisement|); supported by
share (this|this article|this story|this post|this page|article|on facebook|on twitter|on x|on whatsapp|on linkedin|via email|via|on|); sharing options; copy link; link copied; print (article|this article|this|); save (article|for later|)
leave a comment; post a comment; comments; comment; view comments; show comments; subscribe (now|); sign up (now|here|); follow us; newsletter; newsletters; login; log in; sign in; loading; play video; close; menu; gift this article; listen to (this |)article
anzeige; werbung; teilen; drucken; merken; kommentar; kommentare; kommentieren; artikel (teilen|drucken|vorlesen|anhören|merken); link kopieren; link kopiert; beitrag teilen; schlagwörter
publicité; partager (l'article|sur facebook|sur twitter|); imprimer; commenter; commentaire; commentaires; réagir; s'abonner; copier le lien
publicidad; compartir (en facebook|en twitter|en whatsapp|esta noticia|); imprimir; comentarios; publicidade; compartilhar (no facebook|no twitter|); compartilhe; pubblicità; condividi (su facebook|su twitter|); stampa; commenti
advertentie; delen; deel (dit artikel|); reacties; annons; dela; kommentarer; annonse; del; mainos; jaa; reklama; udostępnij; komentarze; sdílet; zdieľať; reklaam; hirdetés; megosztás; publicitate; distribuie
реклама; поделиться; комментарии; комментарий; поділитися; копировать ссылку; коментарі; διαφήμιση; κοινοποίηση; reklam; paylaş; yorum; yorumlar; abone ol; إعلان; شارك; مشاركة; تعليقات
广告; 分享; 评论; 廣告; 広告; シェア; 공유; 댓글; 광고; 기사 url이 복사되었습니다; विज्ञापन; शेयर करें; iklan; bagikan; quảng cáo; chia sẻ
"""
AGENCIES: Final = """
afp; getty (images|); reuters; ap (photo|); associated press; epa; efe; ansa; dpa; apa; sda; keystone; belga; anp; ritzau; ntb; tt; lusa; pap; čtk; ctk; mti; agerpres; tass; itar-tass; ria novosti; sputnik; interfax; xinhua; kyodo; jiji; yonhap
anadolu (agency|images|ajansı|); aa; dha; iha; bernama; antara; pti; ani; ians; upi; zuma (press|); imago (images|); picture alliance; picture-alliance; action press; ddp; epd; kna; alamy (stock photo|); shutterstock; istock; istockphoto
unsplash; pixabay; pexels; adobe stock; depositphotos; wikimedia (commons|); wikipedia; flickr; instagram; facebook; twitter; bloomberg; nurphoto; sopa images; wireimage; filmmagic; rex (features|); corbis; magnum (photos|); contour; redux; polaris
sipa (usa|press|); gamma; hans lucas; maxppp; abaca; abacapress; panoramic; icon sport; ullstein; akg; bridgeman; ukrinform; unian; press association; pa (wire|media|); canadian press; the canadian press; aap; cnp; via getty images; afp via getty images
handout; archiv; archivbild; archivfoto; file photo; 新华社; 新華社; 中新社; 路透社; 法新社; 美联社; 時事通信; 共同通信; 연합뉴스; 뉴시스; 뉴스1; رويترز; فرانس برس; الأناضول; рейтер; риа новости; тасс; униан; укринформ
"""
CREDIT_WORDS: Final = """
photo; photos; source image; source images; photo illustration; illustrations; screenshot; screenshots; render; photograph; photographs; photographer; photographie; photography; photo credit; photo credits; image; images; image credit; image credits; image source; picture; pictures; picture credit; credit; credits; video; illustration; graphic
foto; fotos; fotograf; fotografie; fotografía; fotografia; bild; bilder; bildquelle; bildnachweis; quelle; grafik; crédit; crédits; crédit photo; crédits photo; crédito; imagen; imagem; immagine; credito; beeld; kuva; bilde; zdjęcie; zdj; fot; źródło
zdroj; snímka; slika; fotó; kép; forrás; sursa; фото; фотограф; фотография; иллюстрация; источник; изображение; світлина; джерело; снимка; φωτογραφία; φωτό; φωτο; fotoğraf; görsel; kaynak; صورة; تصوير; المصدر; عکس; منبع; תמונה; צילום
图片; 图片来源; 圖片來源; 图; 圖; 图源; 来源; 攝影; 摄影; 摄; 攝; 写真; 撮影; 画像; 提供; 사진; 출처; 자료; ảnh; ภาพ; gambar; dok
"""
# A line that asks to subscribe: a request at the start of a sentence, or "our" and "your", and what is offered
SUBSCRIBE: Final = (
    r"(?:^|[.!?:*] ?)\W*(?:please )?(?:sign up|subscribe|click here to (?:subscribe|sign up|read more|get))\b(?![^.!?]{0,30}: )|"
    r"\bsign(?:ing)? up (?:for|to) (?:our|the|entertainment)\b[^.!?]{0,80}\bnewsletters?\b|\b(?:in|to) your inbox\b|\bsubscribe to our\b|"
    r"\bnewsletter\b[^.!?]{0,60}\b(?:abonnieren|anmelden|bestellen|abonnez-vous|inscrivez-vous|suscríbete|suscríbase|iscriviti|assine|inscreva-se|meld je aan|zapisz się)\b|"
    r"\b(?:abonnieren sie|melden sie sich|abonnez-vous|inscrivez-vous|suscríbete|suscríbase|iscriviti|inscreva-se|schrijf je in|meld je aan|zapisz się)\b[^.!?]{0,80}\bnewsletter|"
    r"подпи(?:шитесь|сывайтесь) на (?:наш|нашу|наши|рассылку|канал)|підпи(?:шіться|суйтесь) на (?:наш|нашу)|اشترك في (?:نشرتنا|النشرة|قناتنا)|تابعونا على|关注我们|订阅我们|bültenimize abone|abone olun"
)


def expand(table: str) -> tuple[str, ...]:
    """Every phrase of a table, its alternatives written out."""
    found: list[str] = []
    for entry in table.replace("\n", ";").split(";"):
        waiting = [entry.strip()]
        while waiting:
            phrase = waiting.pop()
            start = phrase.find("(")
            if start < 0:
                if cleaned := " ".join(phrase.split()):
                    found.append(cleaned)
                continue
            end = phrase.index(")", start)
            waiting.extend(
                phrase[:start] + choice + phrase[end + 1 :] for choice in phrase[start + 1 : end].split("|")
            )
    return tuple(dict.fromkeys(found))
