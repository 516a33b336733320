"""Files in the shapes in which shops export them, written for these tests, and their right reading.

Each is a name, its text, and what must be handed in: the sheets by reference, each with its title,
its axes, its characteristics, and its articles as `sku: (values, cents, stock, grams, gtin)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Sheet:
    title: str | None
    articles: dict
    axes: list | None = None
    qualities: dict | None = None
    category: str = ""


@dataclass(slots=True, kw_only=True)
class Export:
    name: str
    text: str
    sheets: dict[str, Sheet]
    codes: dict[int, list[str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    answers: dict = field(default_factory=dict)


EXPORTS = [
    Export(
        name="Shopify, one variant each, drafts and archived",
        text="""\
Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option1 Linked To,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Image Position,Image Alt Text,Gift Card,SEO Title,Google Shopping / Google Product Category,Google Shopping / MPN,Variant Weight Unit,Cost per item,Status
lampe,Lampe de chevet,"<p>Lin, chêne; <b>prix</b>: sku;stock;12</p>",Atelier,Home > Lamps,Luminaires,lin,true,Title,Default Title,,LA-1,1250,shopify,7,deny,manual,59.00,79.00,true,true,'4006381333931,https://cdn.example/lampe.jpg?v=1,1,,false,Lampe,500,,kg,20.00,active
vieille,Vieille lampe,,Atelier,,Luminaires,,false,Title,Default Title,,LA-2,900,shopify,1,deny,manual,19.00,,true,true,,,,,false,,,,kg,,archived
future,Lampe future,,Atelier,,Luminaires,,false,Title,Default Title,,,900,shopify,1,deny,manual,,,true,true,,,,,false,,,,kg,,draft
cachee,Lampe à lien,,Atelier,,Luminaires,,true,Title,Default Title,,LA-4,900,shopify,1,deny,manual,29.00,,true,true,,,,,false,,,,kg,,unlisted
""",
        sheets={
            "lampe": Sheet(
                title="Lampe de chevet",
                articles={"LA-1": ([], 5900, 7, 1250, "4006381333931")},
                qualities={"Type": "Luminaires"},
                category="Home > Lamps",
            )
        },
        codes={2: ["PHOTO_MISSING"], 3: ["LEFT_OUT"], 4: ["LEFT_OUT"], 5: ["LEFT_OUT"]},
        asked=[("left", "Published")],
    ),
    Export(
        name="Shopify, drafts wanted after all",
        text="""\
Handle,Title,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Status
bol,Bol bleu,true,Title,Default Title,BO-1,300,2,12.00,active
plat,Plat bleu,false,Title,Default Title,PL-1,800,1,32.00,draft
""",
        answers={"left": {"Published": "take"}},
        sheets={
            "bol": Sheet(title="Bol bleu", articles={"BO-1": ([], 1200, 2, 300, None)}),
            "plat": Sheet(title="Plat bleu", articles={"PL-1": ([], 3200, 1, 800, None)}),
        },
        asked=[("left", "Published")],
    ),
    Export(
        name="Shopify, two options, lines that only add a photo, a draft with variants",
        text="""\
Handle,Title,Vendor,Type,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Barcode,Image Src,Variant Image,Status
tee,Tee-shirt Vague,Marée,Vêtements,true,Taille,S,Couleur,Blanc,TE-SB,180,4,25.00,,https://cdn.example/1.jpg,,active
tee,,,,,,M,,Blanc,TE-MB,180,0,25.00,,https://cdn.example/2.jpg,,
tee,,,,,,S,,Bleu,TE-SN,180,3,27.50,,,,
tee,,,,,,,,,,,,,,https://cdn.example/3.jpg,,
pull,Pull Vague,Marée,Vêtements,false,Taille,S,,,PU-S,400,1,80.00,,,,draft
pull,,,,,,M,,,PU-M,400,1,80.00,,,,
""",
        sheets={
            "tee": Sheet(
                title="Tee-shirt Vague",
                axes=["Taille", "Couleur"],
                articles={
                    "TE-SB": (["S", "Blanc"], 2500, 4, 180, None),
                    "TE-MB": (["M", "Blanc"], 2500, 0, 180, None),
                    "TE-SN": (["S", "Bleu"], 2750, 3, 180, None),
                },
                category="Vêtements",
            )
        },
        codes={
            2: ["PHOTO_MISSING"],
            3: ["PHOTO_MISSING"],
            5: ["PHOTO_MISSING"],
            6: ["LEFT_OUT"],
            7: ["LEFT_OUT"],
        },
        asked=[("left", "Published")],
    ),
    Export(
        name="Shopify, the headings of its newer files",
        text="""\
Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Option1 Linked To,Price,Compare-at price,Cost per item,Charge tax,Unit price total measure,Unit price total measure unit,Unit price base measure,Unit price base measure unit,Inventory tracker,Inventory quantity,Continue selling when out of stock,Weight value (grams),Weight unit for display,Requires shipping,Product image URL,Image position,Variant image URL,Gift card,SEO title
Savon d'Alep,savon,<p>Laurier</p>,Halab,,Savons,,TRUE,Active,SA-1,96385074,Title,Default Title,,6.90,,2.10,TRUE,200,g,1,kg,shopify,40,DENY,200,g,TRUE,https://cdn.example/s.jpg,1,,FALSE,
Savon noir,noir,<p>Olive</p>,Halab,,Savons,,TRUE,Draft,SA-2,,Title,Default Title,,8.90,,,TRUE,,,,,shopify,4,DENY,500,kg,TRUE,,,,FALSE,
""",
        sheets={
            "savon": Sheet(
                title="Savon d'Alep",
                articles={"SA-1": ([], 690, 40, 200, "96385074")},
                category="Savons",
            )
        },
        codes={2: ["PHOTO_MISSING"], 3: ["LEFT_OUT"]},
        asked=[("left", "Published on online store")],
    ),
    Export(
        name="Shopify, headings in French",
        text="""\
Handle;Titre;Corps (HTML);Type;Publié;Option1 Nom;Option1 Valeur;SKU de la variante;Poids (g);Quantité en stock;Prix de la variante;Code-barres;Statut
bougie;Bougie figue;<p>Cire</p>;Bougies;VRAI;Taille;Petite;BG-P;180;5;14,90;;Actif
bougie;;;;;;Grande;BG-G;400;2;24,90;;
retiree;Bougie rose;;Bougies;FAUX;Title;Default Title;BR-1;180;5;14,90;;Brouillon
""",
        sheets={
            "bougie": Sheet(
                title="Bougie figue",
                axes=["Taille"],
                articles={
                    "BG-P": (["Petite"], 1490, 5, 180, None),
                    "BG-G": (["Grande"], 2490, 2, 400, None),
                },
                category="Bougies",
            )
        },
        codes={4: ["LEFT_OUT"]},
        asked=[("left", "Publié")],
    ),
    Export(
        name="WooCommerce in English, every kind of product",
        text="""\
ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Is featured?","Visibility in catalog","Short description",Description,"Date sale price starts","Date sale price ends","Tax status","Tax class","In stock?",Stock,"Low stock amount","Backorders allowed?","Sold individually?","Weight (kg)","Length (cm)","Width (cm)","Height (cm)","Allow customer reviews?","Purchase note","Sale price","Regular price",Categories,Tags,"Shipping class",Images,"Download limit","Download expiry days",Parent,"Grouped products",Upsells,Cross-sells,"External URL","Button text",Position,"Attribute 1 name","Attribute 1 value(s)","Attribute 1 visible","Attribute 1 global","Attribute 2 name","Attribute 2 value(s)","Attribute 2 visible","Attribute 2 global","Meta: _note"
11,simple,PAN-1,4006381333931,"Panier, rond",1,0,visible,Court,"Osier\\nbrut",,,taxable,,1,4,,0,0,0.35,30,30,20,1,,,30,"Maison, Maison > Paniers",,,"https://x.example/p.jpg, https://x.example/q.jpg",,,,,,,,,0,Matière,Osier,1,1,,,,,x
12,variable,,,Tablier,1,0,visible,,Un tablier,,,taxable,,1,,,0,0,,,,,1,,,,Vêtements,,,,,,,,,,,,0,Couleur,"Bleu, Vert",1,1,Tissu,Coton,1,0,
13,variation,TAB-B,,Tablier - Bleu,1,0,visible,,,,,taxable,parent,1,4,,0,0,0.2,,,,,,,30,,,,,,,id:12,,,,,,1,Couleur,Bleu,,,,,,,
14,variation,TAB-V,,Tablier - Vert,1,0,visible,,,,,taxable,parent,1,2,,0,0,0.2,,,,,,,32.5,,,,,,,id:12,,,,,,2,Couleur,Vert,,,,,,,
15,grouped,LOT-1,,Lot,1,0,visible,,,,,,,1,,,0,0,,,,,1,,,,Maison,,,,,,,"PAN-1,TAB-B",,,,,0,,,,,,,,,
16,external,EXT-1,,Ailleurs,1,0,visible,,,,,,,1,,,0,0,,,,,1,,,10,Maison,,,,,,,,,,https://y.example,Voir,0,,,,,,,,,
17,"simple, virtual",BON-1,,Bon cadeau,0,0,visible,,,,,,,1,,,0,0,,,,,1,,,10,Maison,,,,,,,,,,,,0,,,,,,,,,
18,simple,PRI-1,,Panier privé,-1,0,visible,,,,,,,1,3,,0,0,,,,,1,,,10,Maison,,,,,,,,,,,,0,,,,,,,,,
""",
        sheets={
            "PAN-1": Sheet(
                title="Panier, rond",
                articles={"PAN-1": ([], 3000, 4, 350, "4006381333931")},
                qualities={
                    "Matière": "Osier",
                    "Length": "30 cm",
                    "Width": "30 cm",
                    "Height": "20 cm",
                },
                category="Maison > Paniers",
            ),
            "id:12": Sheet(
                title="Tablier",
                axes=["Couleur"],
                articles={
                    "TAB-B": (["Bleu"], 3000, 4, 200, None),
                    "TAB-V": (["Vert"], 3250, 2, 200, None),
                },
                qualities={"Tissu": "Coton"},
                category="Vêtements",
            ),
        },
        codes={
            2: ["PHOTO_MISSING", "PHOTO_MISSING"],
            6: ["NO_PRODUCT"],
            7: ["NO_PRODUCT"],
            8: ["LEFT_OUT"],
            9: ["LEFT_OUT"],
        },
        asked=[("left", "Published")],
    ),
    Export(
        name="WooCommerce in French",
        text="""\
ID,Type,UGS,"GTIN, UPC, EAN ou ISBN",Nom,Publié,"Mis en avant ?","Visibilité dans le catalogue","Description courte",Description,"Date de début de promo","Date de fin de promo","État de la TVA","Classe de TVA","En stock ?",Stock,"Montant de stock faible","Autoriser les commandes de produits en rupture ?","Vendu individuellement ?","Poids (kg)","Longueur (cm)","Largeur (cm)","Hauteur (cm)","Autoriser les avis clients ?","Note de commande","Tarif promo","Tarif régulier",Catégories,Étiquettes,"Classe d’expédition",Images,Parent,Position,"Nom de l’attribut 1","Valeur(s) de l’attribut 1","Attribut 1 visible","Attribut 1 global","Attribut 1 par défaut"
21,variable,TAB,,Tablier,1,0,visible,,Un tablier,,,taxable,,1,,,0,0,,,,,1,,,,"Vêtements > Cuisine, Nouveautés",,,,,0,Couleur,"Bleu, Vert",1,1,Bleu
22,variation,TAB-B,,Tablier - Bleu,1,0,visible,,,,,taxable,parent,1,parent,,0,0,"0,2",,,,,,,30,,,,,TAB,1,Couleur,Bleu,,,
23,variation,TAB-V,,Tablier - Vert,0,0,visible,,,,,taxable,parent,1,2,,0,0,"0,2",,,,,,,30,,,,,TAB,2,Couleur,Vert,,,
24,simple,NAP,,Nappe,1,0,visible,,,,,taxable,,0,,,0,0,"1,2",140,250,,1,,,"49,90",Linge,,,,,0,Matière,"Lin, coton",1,0,
25,variable,BRO,,Torchon brouillon,-1,0,visible,,,,,taxable,,1,,,0,0,,,,,1,,,,Linge,,,,,0,Couleur,"Bleu, Vert",1,1,
26,variation,BRO-B,,Torchon - Bleu,1,0,visible,,,,,taxable,parent,1,4,,0,0,,,,,,,,oups,,,,,BRO,1,Couleur,Bleu,,,
""",
        sheets={
            "TAB": Sheet(
                title="Tablier",
                axes=["Couleur"],
                articles={"TAB-B": (["Bleu"], 3000, None, 200, None)},
                category="Vêtements > Cuisine",
            ),
            "NAP": Sheet(
                title="Nappe",
                articles={"NAP": ([], 4990, 0, 1200, None)},
                qualities={"Matière": "Lin, coton", "Longueur": "140 cm", "Largeur": "250 cm"},
                category="Linge",
            ),
        },
        codes={3: ["STOCK_EMPTY"], 4: ["LEFT_OUT"], 6: ["LEFT_OUT"], 7: ["LEFT_OUT"]},
        asked=[("left", "Publié")],
    ),
    Export(
        name="WooCommerce, a parent with its reference named by number, five attributes",
        text="""\
ID,Type,SKU,Name,Published,Stock,Regular price,Weight (g),Parent,Attribute 1 name,Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s),Attribute 3 name,Attribute 3 value(s),Attribute 4 name,Attribute 4 value(s),Attribute 4 visible,Attribute 5 name,Attribute 5 value(s)
31,variable,POT,Pot,1,,,,,Taille,"S, M",Pays,France,Forme,Rond,Entretien,À la main,1,,
32,variation,POT-S,Pot - S,1,3,15,500,id:31,Taille,S,,,,,,,,,
33,variation,POT-M,Pot - M,1,3,19,900,id:31,Taille,M,,,,,,,,,
""",
        sheets={
            "POT": Sheet(
                title="Pot",
                axes=["Taille"],
                articles={
                    "POT-S": (["S"], 1500, 3, 500, None),
                    "POT-M": (["M"], 1900, 3, 900, None),
                },
                qualities={"Pays": "France", "Forme": "Rond", "Entretien": "À la main"},
            )
        },
    ),
    Export(
        name="WooCommerce, variations before their parent, a promotion under way and one that ended",
        text="""\
ID,Type,SKU,Name,Published,Stock,Sale price,Regular price,Date sale price starts,Date sale price ends,Parent,Attribute 1 name,Attribute 1 value(s)
42,variation,VA-S,Vase - S,1,3,12,15,2000-01-01 00:00:00,2999-12-31 23:59:59,id:41,Taille,S
43,variation,VA-M,Vase - M,1,3,14,19,2000-01-01 00:00:00,2001-12-31 23:59:59,id:41,Taille,M
41,variable,,Vase,1,,,,,,,Taille,"S, M"
""",
        answers={"sale": {"Sale price": "sale"}},
        sheets={
            "id:41": Sheet(
                title="Vase",
                axes=["Taille"],
                articles={
                    "VA-S": (["S"], 1200, 3, None, None),
                    "VA-M": (["M"], 1900, 3, None, None),
                },
            )
        },
        asked=[("sale", "Sale price")],
    ),
    Export(
        name="PrestaShop in English",
        text="""\
Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax excluded;Price tax included;Tax rules ID;Wholesale price;On sale (0/1);Discount amount;Reference #;Supplier reference #;Supplier;Manufacturer;EAN13;UPC;Ecotax;Width;Weight;Quantity;Minimal quantity;Visibility;Unity;Unit price;Summary;Description;Tags (x,y,z...);Meta title;Image URLs (x,y,z...);Feature(Name:Value:Position);Condition
1;1;Lessive douce;Home,Entretien;8.333333;10.000000;1;4.000000;0;;PS-1;F-9;Grossiste;Doux;4006381333931;;0;;0.550000;6;1;both;litre;20.000000;;Douce;a,b;;https://p.example/1.jpg,https://p.example/2.jpg;Parfum:Lavande:1,Origine:France:2;new
2;0;Lessive retirée;Home,Entretien;8.333333;10.000000;1;4.000000;0;;PS-2;;;Doux;;;0;;0.550000;6;1;both;litre;20.000000;;;;;;;new
""",
        sheets={
            "PS-1": Sheet(
                title="Lessive douce",
                articles={"PS-1": ([], 1000, 6, 550, "4006381333931")},
                qualities={"Parfum": "Lavande", "Origine": "France"},
                category="Entretien",
            )
        },
        codes={2: ["PHOTO_MISSING", "PHOTO_MISSING"], 3: ["LEFT_OUT"]},
        asked=[("left", "Active (0/1)")],
    ),
    Export(
        name="PrestaShop in French",
        text="""\
ID;Actif (0/1);Nom *;Catégories (x,y,z…);Prix HT;Prix TTC;Prix d'achat;Référence;Référence fournisseur;Fournisseur;Marque;EAN13;Poids;Quantité;Unité;Prix unitaire;Description;URL des images (x,y,z…)
7;1;Savon de Marseille;Accueil,Savons;4,166667;5,000000;2,000000;SM-1;;Grossiste;Rampal;;0.300000;12;kg;16,670000;<p>Vrai</p>;
8;1;Savon liquide;Accueil,Savons;7,491667;8,990000;3,000000;SM-2;;Grossiste;Rampal;;1.250000;5;litre;8,990000;;
""",
        sheets={
            "SM-1": Sheet(
                title="Savon de Marseille",
                articles={"SM-1": ([], 500, 12, 300, None)},
                category="Savons",
            ),
            "SM-2": Sheet(
                title="Savon liquide",
                articles={"SM-2": ([], 899, 5, 1250, None)},
                category="Savons",
            ),
        },
    ),
    Export(
        name="PrestaShop, the list of the back office",
        text="""\
"Product ID";"Image";"Name";"Reference";"Category";"Price (tax excl.)";"Price (tax incl.)";"Quantity";"Status"
"3";"img";"Mug ours";"MU-1";"Tasses";"9.916667";"11.900000";"300";"1"
"4";"img";"Mug loup";"MU-2";"Tasses";"9.916667";"11.900000";"0";"0"
""",
        sheets={
            "MU-1": Sheet(
                title="Mug ours", articles={"MU-1": ([], 1190, 300, None, None)}, category="Tasses"
            )
        },
        codes={2: ["PHOTO_MISSING"], 3: ["LEFT_OUT"]},
        asked=[("left", "Status")],
    ),
    Export(
        name="PrestaShop, combinations of products sent before",
        text="""\
Product ID*;Product Reference;Attribute (Name:Type:Position)*;Value (Value:Position)*;Supplier reference;Reference;EAN13;Cost price;Impact on price;Quantity;Minimal quantity;Impact on weight;Default (0 = No, 1 = Yes)
5;TSH;Taille:select:0,Couleur:color:1;S:0,Bleu:1;;TSH-SB;;5.00;0.000000;4;1;0;1
5;TSH;Taille:select:0,Couleur:color:1;M:1,Bleu:1;;TSH-MB;;5.00;2.000000;3;1;0;0
""",
        sheets={},
        codes={2: ["TITLE_MISSING"], 3: ["SHEET_REFUSED"]},
    ),
    Export(
        name="Magento, configurable after its variants, a translation, a switched-off product",
        text="""\
sku,store_view_code,attribute_set_code,product_type,categories,product_websites,name,description,short_description,weight,product_online,tax_class_name,visibility,price,special_price,special_price_from_date,special_price_to_date,url_key,base_image,additional_images,created_at,additional_attributes,qty,out_of_stock_qty,is_in_stock,configurable_variations,configurable_variation_labels
GI-S,,Tops,simple,"Default Category/Vêtements/Gilets,Default Category/Promo",base,Gilet-S,<p>Laine</p>,,0.4000,1,Taxable Goods,Not Visible Individually,45.0000,,,,gilet-s,,,3/1/24,"color=Bleu,size=S,composition=80% laine, 20% soie",4.0000,0.0000,1,,
GI-M,,Tops,simple,"Default Category/Vêtements/Gilets",base,Gilet-M,<p>Laine</p>,,0.4000,1,Taxable Goods,Not Visible Individually,47.9000,,,,gilet-m,,,3/1/24,"color=Bleu,size=M",1.0000,0.0000,1,,
GI,,Tops,configurable,"Default Category/Vêtements/Gilets",base,Gilet Bruyère,<p>Laine</p>,,,1,Taxable Goods,"Catalog, Search",45.0000,,,,gilet,g/i/gi.jpg,,3/1/24,"has_options=1,eco=oui",0.0000,0.0000,1,"sku=GI-S,size=S|sku=GI-M,size=M",size=Taille
GI,en,Tops,configurable,,base,Heather vest,,,,,,,,,,,,,,,,,,,,
OFF,,Tops,simple,Default Category/Vêtements,base,Gilet éteint,,,0.4000,2,Taxable Goods,"Catalog, Search",10.0000,,,,eteint,,,3/1/24,,1.0000,0.0000,1,,
""",
        answers={"unit": {"weight": "kg"}},
        sheets={
            "GI": Sheet(
                title="Gilet Bruyère",
                axes=["Taille"],
                articles={
                    "GI-S": (["S"], 4500, 4, 400, None),
                    "GI-M": (["M"], 4790, 1, 400, None),
                },
                qualities={"Eco": "oui", "Color": "Bleu", "Composition": "80% laine, 20% soie"},
                category="Vêtements > Gilets",
            )
        },
        codes={4: ["PHOTO_MISSING"], 5: ["NO_PRODUCT"], 6: ["LEFT_OUT"]},
        asked=[("unit", "weight"), ("left", "product_online")],
    ),
    Export(
        name="Magento, simple products whose weights name no unit",
        text="""\
sku,attribute_set_code,product_type,product_websites,name,price,special_price,qty,weight,visibility,product_online,additional_attributes
24-A,Default,simple,base,Sac Joust,34.0000,,100.0000,1.5000,"Catalog, Search",1,"activity=Gym,material=Nylon|Cuir"
24-B,Default,virtual,base,Cours de yoga,19.9900,15.0000,1000.0000,,"Catalog, Search",1,
""",
        sheets={
            "24-A": Sheet(
                title="Sac Joust",
                articles={"24-A": ([], 3400, 100, None, None)},
                qualities={"Activity": "Gym", "Material": "Nylon, Cuir"},
            ),
        },
        codes={2: ["WEIGHT_UNIT"], 3: ["NO_PARCEL"]},
        asked=[("unit", "weight"), ("sale", "special_price")],
    ),
    Export(
        name="Etsy",
        text="""\
TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,IMAGE1,IMAGE2,IMAGE10,VARIATION 1 TYPE,VARIATION 1 NAME,VARIATION 1 VALUES,VARIATION 2 TYPE,VARIATION 2 NAME,VARIATION 2 VALUES,SKU
"Collier &quot;Lune&quot;","Argent
massif; 925",39.00,EUR,3,"collier,lune","argent,pierre",https://i.example/1.jpg,,,,,,,,,ET-1
Bague Soleil,Laiton,25.00,EUR,10,bague,laiton,,,,Custom Property,Taille,"52,54,56",,,,ET-2
Boucles,Laiton,15.00,EUR,4,boucles,laiton,,,,Couleur,Couleur,"Or,Argent",,,,"ET-3-OR,ET-3-AR"
Sans référence,Laiton,15.00,EUR,4,,laiton,,,,,,,,,,
""",
        sheets={
            "ET-1": Sheet(
                title='Collier "Lune"',
                articles={"ET-1": ([], 3900, 3, None, None)},
                qualities={"Materials": "argent,pierre"},
            ),
            "ET-2": Sheet(
                title="Bague Soleil",
                articles={"ET-2": ([], 2500, 10, None, None)},
                qualities={"Taille": "52,54,56", "Materials": "laiton"},
            ),
        },
        codes={
            2: ["PHOTO_MISSING"],
            3: ["VARIANTS_LISTED"],
            4: ["VARIANTS_IN_ONE_LINE"],
            5: ["SKU_MISSING"],
        },
    ),
    Export(
        name="Google Merchant, by tabs",
        text="""\
id\ttitle\tdescription\tlink\timage_link\tadditional_image_link\tavailability\tprice\tsale_price\tsale_price_effective_date\tbrand\tgtin\tmpn\tcondition\tgoogle_product_category\tproduct_type\tshipping_weight\titem_group_id\tcolor\tsize
GM-1S\tRobe Marée S\tLin\thttps://s.example/1\thttps://s.example/1.jpg\t\tin stock\t89.00 EUR\t\t\tMarée\t4006381333931\tM1\tnew\t2271\tVêtements > Robes\t0.4 kg\tROBE\tBleu\tS
GM-1M\tRobe Marée M\tLin\thttps://s.example/1\thttps://s.example/1.jpg\t\tout of stock\t89.00 EUR\t\t\tMarée\t\tM2\tnew\t2271\tVêtements > Robes\t420 g\tROBE\tBleu\tM
GM-2\tSac Marée\tLin\thttps://s.example/2\t\t\tout_of_stock\t1,250.00 EUR\t\t\tMarée\t\tM3\tnew\t3032\tSacs\t1.2 kg\t\tÉcru\t
""",
        sheets={
            "ROBE": Sheet(
                title="Robe Marée S",
                axes=["Size"],
                articles={
                    "GM-1S": (["S"], 8900, None, 400, "4006381333931"),
                    "GM-1M": (["M"], 8900, 0, 420, None),
                },
                qualities={"Color": "Bleu"},
                category="Vêtements > Robes",
            ),
            "GM-2": Sheet(
                title="Sac Marée",
                articles={"GM-2": ([], 125000, 0, 1200, None)},
                qualities={"Color": "Écru"},
                category="Sacs",
            ),
        },
        codes={2: ["STOCK_EMPTY", "PHOTO_MISSING"], 3: ["PHOTO_MISSING"]},
    ),
    Export(
        name="Google Merchant in French",
        text="""\
identifiant;titre;description;lien;lien image;disponibilité;prix;marque;code gtin;état;poids d'expédition;catégorie de produit;couleur
FR-1;Foulard;Soie;https://s.example/f;https://s.example/f.jpg;en rupture de stock;45,00 EUR;Marée;;neuf;0,12 kg;Foulards;Rouge
""",
        sheets={
            "FR-1": Sheet(
                title="Foulard",
                articles={"FR-1": ([], 4500, 0, 120, None)},
                qualities={"Couleur": "Rouge"},
                category="Foulards",
            )
        },
        codes={2: ["PHOTO_MISSING"]},
    ),
    Export(
        name="Google Merchant, prices in dollars beside",
        text="""\
id,title,price,availability,gtin
US-1,Blue bowl,12.50 USD,in_stock,
""",
        sheets={"US-1": Sheet(title="Blue bowl", articles={"US-1": ([], 1125, None, None, None)})},
        codes={2: ["STOCK_EMPTY"]},
    ),
    Export(
        name="ours, in French",
        text="""\
sku;ref;titre;catégorie;prix TTC;stock;poids (g);ean;couleur
B-1;bol;Bol grès;Cuisine;1 234,50 €;1 200;350;96385074;bleu
B-2;bol;Bol grès;Cuisine;24,90;0;350 g;;vert
""",
        sheets={
            "bol": Sheet(
                title="Bol grès",
                axes=["Couleur"],
                articles={
                    "B-1": (["bleu"], 123450, 1200, 350, "96385074"),
                    "B-2": (["vert"], 2490, 0, 350, None),
                },
                category="Cuisine",
            )
        },
    ),
    Export(
        name="ours, in English, corrected report sent back",
        text="""\
\ufeffsku;title;category;price;stock;weight (kg);statut;problème;remède
E-1;Bowl;Kitchen;24.90;3;0.35;refusée;PRIX;
E-2;'=Plate;Kitchen;"1,234.50";3;1.2;à créer;;
""",
        sheets={
            "E-1": Sheet(
                title="Bowl", articles={"E-1": ([], 2490, 3, 350, None)}, category="Kitchen"
            ),
            "E-2": Sheet(
                title="=Plate", articles={"E-2": ([], 123450, 3, 1200, None)}, category="Kitchen"
            ),
        },
    ),
    Export(
        name="a spreadsheet with a title, blank lines, headings again, totals and a footer",
        text="""\
Catalogue printemps;;;;
;;;;
Référence;Désignation;Prix de vente TTC;Qté;PU HT
F-1;Fouet;12,90;3;10,75
;;;;
Référence;Désignation;Prix de vente TTC;Qté;PU HT
F-2;Louche;9,90;2;8,25
Total;;22,80;5;
Export du 12/03/2026 par Jeanne;;;;
""",
        sheets={
            "F-1": Sheet(title="Fouet", articles={"F-1": ([], 1290, 3, None, None)}),
            "F-2": Sheet(title="Louche", articles={"F-2": ([], 990, 2, None, None)}),
        },
        codes={6: ["NO_PRODUCT"], 8: ["NO_PRODUCT"], 9: ["NO_PRODUCT"]},
    ),
    Export(
        name="WooCommerce, attributes that the shop does not show, a draft with the same reference",
        text="""\
ID,Type,SKU,Name,Published,Stock,Regular price,Parent,Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,Attribute 2 name,Attribute 2 value(s),Attribute 2 visible,Attribute 4 name,Attribute 4 value(s),Attribute 4 visible
51,simple,CO,Corde,1,3,12,,Matière,Chanvre,1,Rayon,Z9,0,Fournisseur,Durand,0
52,variable,NO,Nœud,1,,,,Taille,"S, M",0,Code,K,0,Pays,France,1
53,variation,NO-S,Nœud - S,1,3,15,NO,Taille,S,,,,,,,
54,variation,NO-M,Nœud - M,1,3,16,NO,Taille,M,,,,,,,
55,simple,CO,Corde copiée,-1,3,12,,,,,,,,,,
56,variable,VI,Vieux,-1,,,,Taille,"S, M",1,,,,,,
57,variation,NO-S,Vieux - S,1,3,15,VI,Taille,S,,,,,,,
""",
        sheets={
            "CO": Sheet(
                title="Corde",
                articles={"CO": ([], 1200, 3, None, None)},
                qualities={"Matière": "Chanvre"},
            ),
            "NO": Sheet(
                title="Nœud",
                axes=["Taille"],
                articles={
                    "NO-S": (["S"], 1500, 3, None, None),
                    "NO-M": (["M"], 1600, 3, None, None),
                },
                qualities={"Pays": "France"},
            ),
        },
        codes={6: ["LEFT_OUT"], 7: ["LEFT_OUT"], 8: ["LEFT_OUT"]},
        asked=[("left", "Published")],
    ),
    Export(
        name="Google Merchant, promotions with their dates",
        text="""\
id,title,price,availability,sale_price,sale_price_effective_date
SD-1,Robe longue,89.00 EUR,out_of_stock,69.00 EUR,2020-01-01T00:00+0100/2099-01-01T00:00+0100
SD-2,Jupe,59.00 EUR,out_of_stock,49.00 EUR,2020-01-01/2021-01-01
SD-3,Short,39.00 EUR,out_of_stock,29.00 EUR,bientôt
SD-4,Veste,99.00 EUR,out_of_stock,79.00 EUR,
""",
        answers={"sale": {"sale_price": "sale"}},
        sheets={
            "SD-1": Sheet(title="Robe longue", articles={"SD-1": ([], 6900, 0, None, None)}),
            "SD-2": Sheet(title="Jupe", articles={"SD-2": ([], 5900, 0, None, None)}),
            "SD-3": Sheet(title="Short", articles={"SD-3": ([], 3900, 0, None, None)}),
            "SD-4": Sheet(title="Veste", articles={"SD-4": ([], 7900, 0, None, None)}),
        },
        codes={4: ["SALE_DATE"]},
        asked=[("sale", "sale_price")],
    ),
    Export(
        name="a spreadsheet saved as text: cells in error, totals in another column, a hidden sign",
        text="""\
Réf.;Désignation;Prix vente;Qté
#N/A;Bol;12,00;3
E-2;#NOM?;12,00;3
E-3;Plat;#####;3
E-4;Tasse;8,00;2
\u200b;;;
;Total des produits;20,00;5
Total articles :;;20,00;5
""",
        sheets={"E-4": Sheet(title="Tasse", articles={"E-4": ([], 800, 2, None, None)})},
        codes={
            **dict.fromkeys((2, 3, 4), ["CELL_ERROR"]),
            **dict.fromkeys((6, 7, 8), ["NO_PRODUCT"]),
        },
    ),
    Export(
        name="a grocer's list with prices per measure",
        text="""\
Code article;Libellé;Prix;Prix au kg;Prix/L;Stock;Poids net (kg)
G-1;Miel de tilleul;8,90;17,80;;14;0,5
G-2;Sirop;6,50;;13,00;7;0,75
""",
        sheets={
            "G-1": Sheet(title="Miel de tilleul", articles={"G-1": ([], 890, 14, 500, None)}),
            "G-2": Sheet(title="Sirop", articles={"G-2": ([], 650, 7, 750, None)}),
        },
    ),
    Export(
        name="only prices that are no price of an article",
        text="""\
SKU,Name,Unit price,Price excl. VAT,Stock
N-1,Lessive,20.00,8.33,4
""",
        sheets={},
        codes={2: ["PRICE_MISSING"]},
    ),
    Export(
        name="lines with a SKU that only repeat it: attachments, texts",
        text="""\
post_title,post_type,sku,price,stock_quantity,post_status
Cuvée rouge,product,V-1,12.00,6,publish
Cuvée rouge étiquette,attachment,V-1,,,inherit
Cuvée blanche,product,V-2,13.00,4,publish
Cuvée blanche étiquette,attachment,V-2,,,inherit
Cuvée grise,product,V-3,14.00,4,draft
""",
        sheets={
            "V-1": Sheet(title="Cuvée rouge", articles={"V-1": ([], 1200, 6, None, None)}),
            "V-2": Sheet(title="Cuvée blanche", articles={"V-2": ([], 1300, 4, None, None)}),
        },
        codes={3: ["NO_PRODUCT"], 5: ["NO_PRODUCT"], 6: ["LEFT_OUT"]},
        asked=[("left", "post_status")],
    ),
    Export(
        name="the same without saying what each line is",
        text="""\
sku;titre;prix;stock;photo
W-1;Vue de dos;;;dos.jpg
W-1;Statuette;12,00;6;face.jpg
W-1;Vue de haut;;;haut.jpg
""",
        sheets={"W-1": Sheet(title="Statuette", articles={"W-1": ([], 1200, 6, None, None)})},
        codes={2: ["PHOTO_MISSING"], 3: ["PHOTO_MISSING"], 4: ["PHOTO_MISSING"]},
    ),
    Export(
        name="stocks and weights by thousands, answered once for the column",
        text="""\
sku;titre;prix;stock;Poids (g)
T-1;Vis laiton;0,10;1.000;1.800
T-2;Vis acier;0,10;12.000;950
""",
        answers={"mark": {"stock": "thousands", "Poids (g)": "thousands"}},
        sheets={
            "T-1": Sheet(title="Vis laiton", articles={"T-1": ([], 10, 1000, 1800, None)}),
            "T-2": Sheet(title="Vis acier", articles={"T-2": ([], 10, 12000, 950, None)}),
        },
        asked=[("mark", "stock"), ("mark", "Poids (g)")],
    ),
    Export(
        name="prices with three decimals, answered once for the column",
        text="""\
sku;titre;prix;stock
U-1;Vis laiton;12,500;1
U-2;Vis acier;9,995;1
""",
        answers={"mark": {"prix": "decimals"}},
        sheets={
            "U-1": Sheet(title="Vis laiton", articles={"U-1": ([], 1250, 1, None, None)}),
            "U-2": Sheet(title="Vis acier", articles={"U-2": ([], 1000, 1, None, None)}),
        },
        codes={3: ["PRICE_ROUNDED"]},
        asked=[("mark", "prix")],
    ),
    Export(
        name="kilos that show their mark, pounds, and a column of units",
        text="""\
sku,name,price,stock,weight,weight unit
K-1,Anvil,100.00,1,12.5,lb
K-2,Feather,1.00,1,2,oz
K-3,Brick,1.00,1,1.25,kg
""",
        sheets={
            "K-1": Sheet(title="Anvil", articles={"K-1": ([], 10000, 1, 5670, None)}),
            "K-2": Sheet(title="Feather", articles={"K-2": ([], 100, 1, 57, None)}),
            "K-3": Sheet(title="Brick", articles={"K-3": ([], 100, 1, 1250, None)}),
        },
    ),
    Export(
        name="kilos with three decimals beside others",
        text="""\
sku;titre;prix;stock;Poids en kg
L-1;Pavé;5,00;1;1,250
L-2;Dalle;5,00;1;0,5
""",
        sheets={
            "L-1": Sheet(title="Pavé", articles={"L-1": ([], 500, 1, 1250, None)}),
            "L-2": Sheet(title="Dalle", articles={"L-2": ([], 500, 1, 500, None)}),
        },
    ),
    Export(
        name="a promotion whose dates have two readings",
        text="""\
sku;titre;prix;stock;prix promo;début promo;fin promo
M-1;Fouet;20,00;1;15,00;01/02/2000;03/04/2099
M-2;Louche;20,00;1;;;
""",
        answers={"sale": {"prix promo": "sale"}},
        sheets={
            "M-1": Sheet(title="Fouet", articles={"M-1": ([], 2000, 1, None, None)}),
            "M-2": Sheet(title="Louche", articles={"M-2": ([], 2000, 1, None, None)}),
        },
        codes={2: ["SALE_DATE"]},
        asked=[("sale", "prix promo"), ("order", "début promo"), ("order", "fin promo")],
    ),
    Export(
        name="descriptions full of code, tables and separators",
        text="""\
sku,title,price,stock,description
C-1,Carte mère,99.00,2,"<table><tr><td>sku</td><td>prix</td></tr><tr><td>X;1;2</td></tr></table><script>var a=[1,2];if(a<b){c;d;e}</script><pre>{""sku"": ""Z"", ""price"": 3}</pre>"
C-2,Carte fille,49.00,1,"sku;titre;prix;stock
Z-9;Faux;1;1
Z-8;Faux;1;1"
""",
        sheets={
            "C-1": Sheet(title="Carte mère", articles={"C-1": ([], 9900, 2, None, None)}),
            "C-2": Sheet(title="Carte fille", articles={"C-2": ([], 4900, 1, None, None)}),
        },
    ),
    Export(
        name="WordPress, a raw export whose variations name their parent by its number",
        text="""\
ID,post_title,post_name,post_content,post_excerpt,post_status,post_type,post_parent,menu_order,sku,downloadable,virtual,stock,regular_price,sale_price,weight,images,tax:product_type,tax:product_cat,attribute:pa_couleur,meta:attribute_pa_couleur
31,Tablier - Bleu,tablier-bleu,,,publish,product_variation,30,1,TAB-B,no,no,4,30,,0.2,,,,,Bleu
30,Tablier,tablier,Un tablier,Court,publish,product,0,0,,no,no,,30,,0.35,"https://x.example/t.jpg ! alt : Tablier ! title : t",variable,Vêtements,Bleu|Vert,
32,Tablier - Vert,tablier-vert,,,publish,product_variation,30,2,TAB-V,no,no,2,32.5,,,,,,,Vert
33,Tablier - Patron,tablier-patron,,,publish,product_variation,30,3,TAB-P,no,yes,9,5,,,,,,,Patron
34,Panier,panier,,,publish,product,0,0,PAN-1,no,no,n.c.,12,,0.5,,simple,Maison,,
35,Patron en PDF,patron,,,publish,product,0,0,PDF-1,yes,yes,,5,,,,simple,Maison,,
36,t,t,,,inherit,attachment,30,0,,,,,,,,,,,,
""",
        answers={"unit": {"weight": "kg"}},
        sheets={
            "id:30": Sheet(
                title="Tablier",
                axes=["Couleur"],
                articles={
                    "TAB-B": (["Bleu"], 3000, 4, 200, None),
                    "TAB-V": (["Vert"], 3250, 2, 350, None),
                },
                category="Vêtements",
            ),
            "PAN-1": Sheet(
                title="Panier", articles={"PAN-1": ([], 1200, None, 500, None)}, category="Maison"
            ),
        },
        codes={
            3: ["PARENT_PRICE", "PHOTO_MISSING"],
            5: ["NO_PARCEL"],
            6: ["VALUE_UNKNOWN", "STOCK_EMPTY"],
            7: ["NO_PARCEL"],
            8: ["NO_PRODUCT"],
        },
        asked=[("unit", "weight")],
    ),
    Export(
        name="WooCommerce in German, whose variations weigh what their parent does",
        text="""\
ID,Typ,Artikelnummer,Name,Veröffentlicht,Beschreibung,Vorrätig?,Bestand,Gewicht (kg),Angebotspreis,Regulärer Preis,Kategorien,Übergeordnetes Produkt,Attribut 1 Name,Attribut 1 Wert(e),Attribut 1 Sichtbar,Attribut 1 Global
1,variable,SCH,Schürze,1,Eine Schürze,1,,0.4,,,Küche,,Größe,"S, M",1,0
2,variation,SCH-S,Schürze - S,1,,1,3,,,"25,00",,SCH,Größe,S,,
3,variation,SCH-M,Schürze - M,1,,1,1,0.45,,"26,00",,SCH,Größe,M,,
4,"variation, virtual",SCH-X,Schürze - Muster,1,,1,9,,,"5,00",,SCH,Größe,Muster,,
""",
        sheets={
            "SCH": Sheet(
                title="Schürze",
                axes=["Größe"],
                articles={
                    "SCH-S": (["S"], 2500, 3, 400, None),
                    "SCH-M": (["M"], 2600, 1, 450, None),
                },
                category="Küche",
            )
        },
        codes={5: ["NO_PARCEL"]},
    ),
    Export(
        name="a spreadsheet in German",
        text="""\
Artikelnummer;Titel;Beschreibung;Kategorie;Marke;Preis brutto;Nettopreis;Lagerbestand;Gewicht (g);EAN;Farbe
T-1;Teekanne;Aus Steingut;Küche;Töpferei;"24,90 € inkl. MwSt.";20,92;5;900;4006381333931;Blau
T-2;Tasse;Aus Steingut;Küche;Töpferei;9,90;8,32;ausverkauft;k.A.;-;Weiß
""",
        sheets={
            "T-1": Sheet(
                title="Teekanne",
                articles={"T-1": ([], 2490, 5, 900, "4006381333931")},
                qualities={"Farbe": "Blau"},
                category="Küche",
            ),
            "T-2": Sheet(
                title="Tasse",
                articles={"T-2": ([], 990, 0, None, None)},
                qualities={"Farbe": "Weiß"},
                category="Küche",
            ),
        },
        codes={3: ["VALUE_UNKNOWN"]},
    ),
    Export(
        name="Shopify, gift cards and a pattern to download beside its apron",
        text="""\
Handle,Title,Body (HTML),Vendor,Type,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Requires Shipping,Gift Card,Status
carte,Carte cadeau,,Nous,,true,Montant,10 €,GC-10,0,0,10.00,false,true,active
carte,,,,,,,25 €,GC-25,0,0,25.00,false,,
tablier,Tablier,Un tablier,Nous,,true,Version,Patron PDF,TA-P,0,0,5.00,false,false,active
tablier,,,,,,,Cousu,TA-C,300,4,30.00,true,,
""",
        sheets={
            "tablier": Sheet(
                title="Tablier",
                axes=["Version"],
                articles={"TA-C": (["Cousu"], 3000, 4, 300, None)},
            )
        },
        codes={2: ["NO_PARCEL"], 3: ["NO_PARCEL"], 4: ["NO_PARCEL"]},
    ),
    Export(
        name="Wix, variants that add to the price of their product, one hidden, one without count",
        text="""\
handleId,fieldType,name,description,productImageUrl,collection,sku,ribbon,price,surcharge,visible,discountMode,discountValue,inventory,weight,cost,productOptionName1,productOptionType1,productOptionDescription1,additionalInfoTitle1,additionalInfoDescription1
Product_1,Product,Bougie figuier,"<p>Cire <b>végétale</b></p>",abc~mv2.jpg;def~mv2.jpg,Bougies,BF-1,,24,,true,PERCENT,0,6,0.35,8,,,,,
Product_2,Product,Bougie choix,<p>x</p>,,Bougies,,,20,,true,AMOUNT,0,,0.5,,Taille,DROP_DOWN,Petite;Grande,,
Product_2,Variant,,,,,BC-P,,,0,true,,,3,0.5,,,,Petite,,
Product_2,Variant,,,,,BC-G,,,5,true,,,2,0.9,,Grande,,,,
Product_3,Product,Bougie cachée,<p>x</p>,,Bougies,BH-1,,20,,false,PERCENT,0,4,0.5,,,,,,
Product_4,Product,Bougie sans compte,<p>x</p>,,Bougies,BI-1,,20,,true,PERCENT,0,InStock,0.5,,,,,,
""",
        answers={"unit": {"weight": "kg"}},
        sheets={
            "Product_1": Sheet(
                title="Bougie figuier",
                articles={"BF-1": ([], 2400, 6, 350, None)},
                category="Bougies",
            ),
            "Product_2": Sheet(
                title="Bougie choix",
                axes=["Taille"],
                articles={
                    "BC-P": (["Petite"], 2000, 3, 500, None),
                    "BC-G": (["Grande"], 2500, 2, 900, None),
                },
                category="Bougies",
            ),
        },
        codes={2: ["PHOTO_MISSING", "PHOTO_MISSING"], 6: ["LEFT_OUT"], 7: ["STOCK_WORDS"]},
        asked=[("unit", "weight"), ("left", "visible")],
    ),
    Export(
        name="Squarespace, a variant under its product, nothing measured, a file to download",
        text="""\
Product ID [Non Editable],Variant ID [Non Editable],Product Type [Non Editable],Product Page,Product URL,Title,Description,SKU,Option Name 1,Option Value 1,Option Name 2,Option Value 2,Price,Sale Price,On Sale,Stock,Categories,Tags,Weight,Length,Width,Height,Visible,Hosted Image URLs
5f1,5f2,PHYSICAL,boutique,plaid,Plaid laine,<p>Doux</p>,SQ1,Couleur,Gris,,,89.00,69.00,Yes,4,"/maison, /plaids",,1.5,0.0,0.0,0.0,Yes,https://images.example/1.jpg https://images.example/2.jpg
,5f3,,,,,,SQ2,,Bleu,,,89.00,0.00,No,2,,,1.5,0.0,0.0,0.0,,
5f4,5f5,PHYSICAL,boutique,coussin,Coussin,<p>C</p>,SQ3,,,,,29.00,19.00,No,6,,,0.4,30,0,0,Yes,
5f6,5f7,DIGITAL,boutique,patron,Patron,<p>P</p>,SQ4,,,,,9.00,0.00,No,Unlimited,,,0.0,0.0,0.0,0.0,Yes,
""",
        answers={
            "unit": {"Weight": "kg"},
            "sale": {"Sale Price": "sale"},
            "measure": {"Length": "cm"},
        },
        sheets={
            "SQ1": Sheet(
                title="Plaid laine",
                axes=["Couleur"],
                articles={
                    "SQ1": (["Gris"], 6900, 4, 1500, None),
                    "SQ2": (["Bleu"], 8900, 2, 1500, None),
                },
                category="/maison",
            ),
            "SQ3": Sheet(
                title="Coussin",
                articles={"SQ3": ([], 2900, 6, 400, None)},
                qualities={"Length": "30 cm"},
            ),
        },
        codes={2: ["PHOTO_MISSING", "PHOTO_MISSING"], 5: ["NO_PARCEL"]},
        asked=[("sale", "Sale Price"), ("unit", "Weight"), ("measure", "Length")],
    ),
    Export(
        name="Google, what was used before beside what is new",
        text="""\
id\ttitle\tavailability\tprice\tcondition\tquantity\titem_group_id
G1\tRobe portée\tin stock\t12.00 EUR\tused\t1\t
G2\tRobe remise\tin stock\t12.00 EUR\trefurbished\t1\t
G3\tRobe neuve\tin stock\t32.00 EUR\tnew\t1\t
G4\tVeste portée\tin stock\t20.00 EUR\thttps://schema.org/UsedCondition\t1\tveste
G5\tVeste neuve\tin stock\t60.00 EUR\tnew\t1\tveste
G6\tRobe à voir\tin stock\t32.00 EUR\tgrade A\t1\t
""",
        sheets={
            "G3": Sheet(title="Robe neuve", articles={"G3": ([], 3200, 1, None, None)}),
            "veste": Sheet(title="Veste portée", articles={"G5": ([], 6000, 1, None, None)}),
            "G6": Sheet(title="Robe à voir", articles={"G6": ([], 3200, 1, None, None)}),
        },
        codes={2: ["NOT_NEW"], 3: ["NOT_NEW"], 5: ["NOT_NEW"], 7: ["NEW_DOUBT"]},
    ),
    Export(
        name="a French table that tells used things by a column or a quality",
        text="""\
sku;titre;prix;stock;État;caractéristiques (nom:valeur:position)
O-1;Lampe;12,00;1;Neuf;
O-2;Lampe d'avant;12,00;1;Occasion - bon état;
O-3;Lampe refaite;12,00;1;;État:Reconditionné:1
""",
        sheets={"O-1": Sheet(title="Lampe", articles={"O-1": ([], 1200, 1, None, None)})},
        codes={3: ["NOT_NEW"], 4: ["NOT_NEW"]},
    ),
    Export(
        name="WooCommerce, promotions over and to come, one above the price, sheets not shown",
        text="""\
ID,Type,SKU,Name,Published,"Visibility in catalog","Date sale price starts","Date sale price ends",Stock,"Sale price","Regular price"
1,simple,SL-1,Scarf of the past,1,visible,2001-01-01,2001-02-01,5,15,25
2,simple,SL-2,Scarf of today,1,visible,2001-01-01,2098-02-01,5,15,25
3,simple,SL-3,Scarf to come,1,visible,2098-01-01,2098-02-01,5,15,25
4,simple,SL-4,Scarf hidden,1,hidden,,,5,,25
5,simple,SL-5,Scarf searched,1,search,,,5,35,25
""",
        answers={"sale": {"Sale price": "sale"}},
        sheets={
            "SL-1": Sheet(title="Scarf of the past", articles={"SL-1": ([], 2500, 5, None, None)}),
            "SL-2": Sheet(title="Scarf of today", articles={"SL-2": ([], 1500, 5, None, None)}),
            "SL-3": Sheet(title="Scarf to come", articles={"SL-3": ([], 2500, 5, None, None)}),
            "SL-5": Sheet(title="Scarf searched", articles={"SL-5": ([], 2500, 5, None, None)}),
        },
        codes={5: ["LEFT_OUT"], 6: ["SALE_ABOVE", "BY_SEARCH"]},
        asked=[("sale", "Sale price"), ("left", "Published")],
    ),
    Export(
        name="a promotion that one day of the file shows to be over",
        text="""\
sku;titre;prix;prix promo;date début promo;date fin promo;stock
DT-1;Bol promo un;20,00;15,00;"1/1/20, 12:00 AM";"1/31/20, 12:00 AM";4
DT-2;Bol promo deux;20,00;15,00;02/03/2020;04/05/2098;4
""",
        answers={"sale": {"prix promo": "sale"}},
        sheets={
            "DT-1": Sheet(title="Bol promo un", articles={"DT-1": ([], 2000, 4, None, None)}),
            "DT-2": Sheet(title="Bol promo deux", articles={"DT-2": ([], 1500, 4, None, None)}),
        },
        asked=[("sale", "prix promo")],
    ),
    Export(
        name="grams that are none, unanswered",
        text="""\
sku;titre;prix;stock;Poids (g)
A1;Bol émaillé;12,00;3;0.350
A2;Bol deux;12,00;3;1.8
A3;Bol trois;12,00;3;350
A4;Bol quatre;12,00;3;350.5
""",
        sheets={
            "A1": Sheet(title="Bol émaillé", articles={"A1": ([], 1200, 3, None, None)}),
            "A2": Sheet(title="Bol deux", articles={"A2": ([], 1200, 3, None, None)}),
            "A3": Sheet(title="Bol trois", articles={"A3": ([], 1200, 3, 350, None)}),
            "A4": Sheet(title="Bol quatre", articles={"A4": ([], 1200, 3, 351, None)}),
        },
        codes={2: ["WEIGHT_NO_GRAMS"], 3: ["WEIGHT_NO_GRAMS"], 5: ["WEIGHT_ROUNDED"]},
        asked=[("unit", "Poids (g)")],
    ),
    Export(
        name="grams that are kilos, as answered, beside some that are grams",
        text="""\
sku;titre;prix;stock;Poids (g)
A1;Bol émaillé;12,00;3;0.350
A2;Bol deux;12,00;3;2
A3;Bol trois;12,00;3;350
""",
        answers={"unit": {"Poids (g)": "kg"}},
        sheets={
            "A1": Sheet(title="Bol émaillé", articles={"A1": ([], 1200, 3, 350, None)}),
            "A2": Sheet(title="Bol deux", articles={"A2": ([], 1200, 3, 2000, None)}),
            "A3": Sheet(title="Bol trois", articles={"A3": ([], 1200, 3, 350, None)}),
        },
        codes={3: ["WEIGHT_ANSWERED"]},
        asked=[("unit", "Poids (g)")],
    ),
    Export(
        name="grams and kilos in one column, whose answer drops and rounds some",
        text="""\
sku;titre;prix;stock;Poids
IM-1;Vase un;10,00;3;350
IM-2;Vase deux;12,50;1;0.350
IM-3;Vase trois;15,00;4;1 kg
IM-4;Vase quatre;15,00;4;1,8
""",
        answers={"unit": {"Poids": "g"}},
        sheets={
            "IM-1": Sheet(title="Vase un", articles={"IM-1": ([], 1000, 3, 350, None)}),
            "IM-2": Sheet(title="Vase deux", articles={"IM-2": ([], 1250, 1, None, None)}),
            "IM-3": Sheet(title="Vase trois", articles={"IM-3": ([], 1500, 4, 1000, None)}),
            "IM-4": Sheet(title="Vase quatre", articles={"IM-4": ([], 1500, 4, 2, None)}),
        },
        codes={3: ["WEIGHT_NONE"], 5: ["WEIGHT_ROUNDED"]},
        asked=[("unit", "Poids")],
    ),
    Export(
        name="kilos, as answered, beside what would weigh more than a parcel",
        text="""\
sku;titre;prix;stock;Poids
IM-1;Vase un;10,00;3;350
IM-2;Vase deux;12,50;1;0.350
""",
        answers={"unit": {"Poids": "kg"}},
        sheets={
            "IM-1": Sheet(title="Vase un", articles={"IM-1": ([], 1000, 3, None, None)}),
            "IM-2": Sheet(title="Vase deux", articles={"IM-2": ([], 1250, 1, 350, None)}),
        },
        codes={2: ["WEIGHT_TOO_HEAVY"]},
        asked=[("unit", "Poids")],
    ),
    Export(
        name="a spreadsheet that keeps everything as text by an apostrophe",
        text="""\
sku;titre;prix;stock;poids (g);ean
'00123;'s Hertogenbosch;'12,00;'3;'350;'4006381333931
""",
        sheets={
            "00123": Sheet(
                title="'s Hertogenbosch",
                articles={"00123": ([], 1200, 3, 350, "4006381333931")},
            )
        },
    ),
    Export(
        name="headings with signs that nobody sees",
        text="""\
sku;ti\u200btre;pr\u00adix;stock\u200b
ZW-1;Théière;45,00;2
""",
        sheets={"ZW-1": Sheet(title="Théière", articles={"ZW-1": ([], 4500, 2, None, None)})},
    ),
]
